import type { Value } from '../../engine/facts/value.ts';
import type { Firm } from './firm.ts';
import type { World } from './world.ts';

const OTHER_KINDS = ['insurance', 'data-processing-terms'] as const;
const OTHER_SCOPES = ['office-building', 'payroll'] as const;
const ISSUERS = ['Hartwell Audit', 'Brook & Steiner', 'Meridian Assurance'] as const;
/** In a thousand. */
const ATTESTATION = 800;
const RIGHT_SCOPE = 870;
const SAID = { issuer: 930, id: 980, expiresOn: 900 } as const;
const REVOKED = 30;
const RENEWED = 740;
const MONTHS = 12;

/** A compliance document is handed in, and again each year by those who think of it. */
export function attest(world: World, firm: Firm): void {
  const { random, words } = world;
  const id = world.name('w');
  const kind = random.chance(ATTESTATION) ? random.pick(words.attestations) : random.pick(OTHER_KINDS);
  const facts = new Map<string, Value>([['document.kind', kind]]);
  if (random.chance(SAID.id)) facts.set('document.id', id);
  if (random.chance(SAID.issuer)) facts.set('document.issuer', random.pick(ISSUERS));
  facts.set('document.scope', random.chance(RIGHT_SCOPE) ? random.pick(words.attestationScopes) : random.pick(OTHER_SCOPES));
  const until = world.months(MONTHS) - 1;
  if (random.chance(SAID.expiresOn)) facts.set('document.expiresOn', until);
  world.tell('document-received', firm, facts);
  if (random.chance(REVOKED))
    world.laterBy(firm, random.tailed(120), () => world.tell('document-revoked', firm, new Map([['document.id', id]])));
  if (random.chance(RENEWED)) world.laterBy(firm, until - world.today + random.between(-20, 40), () => attest(world, firm));
}
