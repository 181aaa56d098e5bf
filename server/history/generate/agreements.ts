import type { Day, Value } from '../../engine/facts/value.ts';
import type { Parameter } from '../../engine/program/model.ts';
import { type Firm, WHOLE } from './firm.ts';
import { unitsAMonth } from './shipments.ts';
import type { World } from './world.ts';

const MONTHS = [12, 12, 24, 36] as const;
/** In a thousand agreements that run out: signed again, and of these after a while without any. */
const SIGNED_AGAIN = 870;
const WITH_A_GAP = 200;
const GAP_DAYS = 60;
/** Ended before its time, in a thousand. */
const ENDED_EARLY = 50;
const WITHOUT_DATES = 80;
/** Of the four questions of a joint solution, each, in a thousand. */
const SETTLED = 975;
const SOLUTION_RUNS_OUT = 500;
const SOLUTION_MONTHS = 24;

const SOLUTION = {
  'solution.pricing': ['each its own list', 'one joint price', 'one marketplace listing'],
  'solution.support': ['partner first, then vendor', 'vendor first, then partner'],
  'solution.customerSuccess': ['vendor', 'partner', 'vendor until acceptance, then partner'],
  'solution.renewal': ['each its own', 'one joint date'],
} as const;

/** Main agreements of the partner types, as vendors call them. */
const MAIN: Readonly<Record<string, string>> = {
  reseller: 'reseller-agreement',
  isv: 'developer-agreement',
  si: 'services-agreement',
  distributor: 'distribution-agreement',
};
const OTHER_MAIN = 'partner-agreement';

export const mainAgreement = (world: World, firm: Firm): string =>
  firm.type === 'oem' ? world.words.licences[0] : (MAIN[firm.type] ?? OTHER_MAIN);

/** Signs, and again when it runs out. */
export function signMain(world: World, firm: Firm): void {
  const { random } = world;
  const id = world.name('g');
  const startsOn = world.today - random.below(10);
  const endsOn = world.months(random.pick(MONTHS)) - 1;
  const facts = new Map<string, Value>([
    ['agreement.id', id],
    ['agreement.kind', mainAgreement(world, firm)],
  ]);
  if (firm.type === 'oem' || !random.chance(WITHOUT_DATES)) {
    facts.set('agreement.startsOn', startsOn);
    facts.set('agreement.endsOn', endsOn);
  }
  world.tell('agreement-signed', firm, facts, { terms: termsOf(world, firm) });
  runOut(world, firm, id, endsOn);
}

function runOut(world: World, firm: Firm, id: string, endsOn: Day): void {
  const { random } = world;
  const days = endsOn - world.today;
  const end = (): void => {
    world.tell('agreement-ended', firm, new Map([['agreement.id', id]]));
  };
  // Who leaves the program ends its agreement.
  if (firm.gone < endsOn) world.later(firm.gone - world.today, end);
  else if (random.chance(ENDED_EARLY)) world.later(random.between(30, Math.max(31, days)), end);
  else if (random.chance(SIGNED_AGAIN)) {
    const late = random.chance(WITH_A_GAP) ? random.below(GAP_DAYS) : -random.below(15);
    world.laterBy(firm, days + late, () => signMain(world, firm));
  }
}

/** Says how a joint solution is priced, supported, looked after and renewed; or most of it. */
export function settleSolution(world: World, firm: Firm): string {
  const { random } = world;
  const solution = world.name('s');
  const facts = new Map<string, Value>([
    ['agreement.id', world.name('g')],
    ['agreement.kind', 'joint-solution'],
    ['solution.id', solution],
  ]);
  for (const [fact, ways] of Object.entries(SOLUTION)) if (random.chance(SETTLED)) facts.set(fact, random.pick(ways));
  const runsOut = random.chance(SOLUTION_RUNS_OUT);
  const endsOn = world.months(SOLUTION_MONTHS);
  if (runsOut) facts.set('agreement.endsOn', endsOn);
  world.tell('agreement-signed', firm, facts);
  firm.solutions.push(solution);
  // Then it is settled anew, under another name, when somebody next asks.
  if (runsOut) world.later(endsOn - world.today, () => firm.solutions.splice(firm.solutions.indexOf(solution), 1));
  return solution;
}

/** What agreements set, for parameters of these names: whose, how often in a thousand, and what. */
const TERMS: Readonly<
  Record<string, { readonly of: string; readonly permille: number; readonly value: (world: World, firm: Firm) => number }>
> = {
  renewalTarget: { of: 'reseller', permille: 450, value: ({ random }) => random.between(14, 19) * (WHOLE / 20) },
  quarterlyMinimum: { of: 'oem', permille: 600, value: (world, firm) => world.money(unitsAMonth(firm) * world.random.between(6, 12)) },
  unitCommitment: { of: 'oem', permille: 600, value: ({ random }, firm) => unitsAMonth(firm) * random.between(8, 20) },
  coInvestmentCap: { of: 'oem', permille: 700, value: (world, firm) => world.money(25_000 * firm.scale * world.random.between(1, 8)) },
  coInvestmentShare: { of: 'oem', permille: 300, value: ({ random }) => random.between(3, 6) * (WHOLE / 10) },
};
const CHOSEN = 500;

function termsOf(world: World, firm: Firm): ReadonlyMap<string, Value> {
  const terms = new Map<string, Value>();
  for (const parameter of world.program.parameters.values()) {
    if (parameter.kind !== 'scalar' || !parameter.perAgreement) continue;
    const term = termOf(world, firm, parameter);
    if (term !== undefined) terms.set(parameter.name, term);
  }
  return terms;
}

function termOf(world: World, firm: Firm, parameter: Parameter & { readonly kind: 'scalar' }): Value | undefined {
  const { random } = world;
  // Choices are the trade's with whoever makes, not sells.
  if (parameter.choices !== undefined)
    return firm.type === 'oem' && random.chance(CHOSEN) ? random.pickOr(parameter.choices, undefined) : undefined;
  const term = TERMS[parameter.name];
  if (term?.of !== firm.type || !random.chance(term.permille)) return undefined;
  const { min, max } = parameter;
  const value = term.value(world, firm);
  return Math.min(typeof max === 'number' ? max : value, Math.max(typeof min === 'number' ? min : value, value));
}
