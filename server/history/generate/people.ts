import type { Value } from '../../engine/facts/value.ts';
import type { Firm, Person, Segment } from './firm.ts';
import type { World } from './world.ts';

/** People whom a firm sends to the academy in its first months. */
const TEAM: Readonly<Record<Segment, { readonly least: number; readonly most: number }>> = {
  boutique: { least: 1, most: 4 },
  regional: { least: 3, most: 6 },
  national: { least: 6, most: 12 },
  global: { least: 10, most: 22 },
};
/** In which a firm that joins trains its team. */
const FIRST_DAYS = 120;
const MONTHS_VALID = [12, 12, 24, 24, 36] as const;
const LEVELS = ['foundation', 'professional', 'expert'] as const;
const OTHER_ROLE = 'technical';
/** In a thousand. */
const TECHNICAL_AT_RESELLERS = 130;
const WITHOUT_END = 90;
const REVOKED = 15;
const RENEWED_IN_TIME = 780;
/** Sooner or later, after about so many days. */
const LEAVES = 510;
const LEAVES_DAYS = 420;
const REPLACED = 720;
const SAID = { name: 700, level: 600, role: 960, id: 985 } as const;

/** What people of a type of partner are certified for: to sell a product line, or a competency. */
export const hasCompetencies = (firm: Firm): boolean => firm.type === 'si';

export function trainTeam(world: World, firm: Firm): void {
  const { random } = world;
  const { least, most } = TEAM[firm.segment];
  const size = Math.max(1, Math.round((random.between(least, most) * firm.quality) / 800));
  for (let at = 0; at < size; at += 1) world.laterBy(firm, random.between(1, FIRST_DAYS), () => hire(world, firm));
}

/** One more person, with a first certificate. */
export function hire(world: World, firm: Firm): void {
  const { random } = world;
  const person: Person = { id: world.name('p'), gone: false };
  firm.people.push(person);
  const certificates = random.chance(600) ? 1 : 2;
  for (let at = 0; at < certificates; at += 1) certify(world, firm, person, subject(world, firm));
  if (random.chance(LEAVES)) world.laterBy(firm, random.tailed(LEAVES_DAYS), () => leave(world, firm, person));
}

/** Somebody who is there already earns another. */
export function learn(world: World, firm: Firm): void {
  const person = world.random.pickOr(firm.people, undefined);
  if (person === undefined || firm.people.length < 2) hire(world, firm);
  else certify(world, firm, person, subject(world, firm));
}

const subject = (world: World, firm: Firm): string =>
  world.random.pick(hasCompetencies(firm) ? world.words.competencies : world.words.lines);

function certify(world: World, firm: Firm, person: Person, of: string): void {
  const { random, words } = world;
  const id = world.name('k');
  const level = random.pick(LEVELS);
  const facts = new Map<string, Value>([['certificate.person', person.id]]);
  if (random.chance(SAID.id)) facts.set('certificate.id', id);
  if (random.chance(SAID.level)) facts.set('certificate.level', level);
  if (random.chance(SAID.name)) facts.set('certificate.name', `${of} ${level}`);
  if (hasCompetencies(firm)) facts.set('certificate.competency', of);
  else {
    facts.set('certificate.product', of);
    if (random.chance(SAID.role))
      facts.set('certificate.role', random.chance(TECHNICAL_AT_RESELLERS) ? OTHER_ROLE : random.pick(words.salesRoles));
  }
  const months = random.pick(MONTHS_VALID);
  const until = random.chance(WITHOUT_END) ? undefined : world.months(months) - 1;
  if (until !== undefined) facts.set('certificate.expiresOn', until);
  world.tell('certificate-earned', firm, facts);
  if (random.chance(REVOKED)) {
    world.laterBy(firm, random.tailed(150), () => {
      const revoked = new Map<string, Value>([['certificate.id', id]]);
      if (random.chance(500)) revoked.set('certificate.person', person.id);
      world.tell('certificate-revoked', firm, revoked);
    });
  }
  if (until === undefined) return;
  const left = until - world.today;
  if (random.chance(Math.round((firm.quality * RENEWED_IN_TIME) / 800))) {
    world.laterBy(firm, left - random.between(-25, 30), () => {
      if (!person.gone) certify(world, firm, person, of);
    });
  }
}

function leave(world: World, firm: Firm, person: Person): void {
  if (person.gone) return;
  person.gone = true;
  const at = firm.people.indexOf(person);
  if (at >= 0) firm.people.splice(at, 1);
  world.tell('person-left', firm, new Map([['person.id', person.id]]));
  if (world.random.chance(REPLACED)) world.laterBy(firm, world.random.tailed(60), () => hire(world, firm));
}
