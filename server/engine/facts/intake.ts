import { documentValidator } from '../../../schemas/ajv.ts';
import type { ActivityDocument, PartnerDocument } from '../../../schemas/types.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Parameter, Program } from '../program/model.ts';
import { findingsOf } from '../program/schema.ts';
import { didYouMean, escapePointer, nameHint, shorten, showJson } from '../program/wording.ts';
import type { Activity, Enrollment, Exchange, Party } from './activity.ts';
import { convert } from './exchange.ts';
import { isRefusal, type Refusal, readDate, readText, readValue, refusalMessage } from './read.ts';
import { type KindReader, type ProgramReader, readerOf } from './reader.ts';
import { parseDecimal, parseExact, showValue } from './render.ts';
import type { Day, Exact, Value } from './value.ts';
import { RATE_DECIMALS } from './value.ts';

/*
 * Activities and partners on their way in: JSON → typed, frozen values in the program's currency, or
 * all that is wrong with them. This is the edge; inside nothing is checked again.
 */

export type ActivityRead =
  | { readonly ok: true; readonly activity: Activity }
  | { readonly ok: false; readonly findings: readonly Finding[] };
export type PartnerRead =
  | { readonly ok: true; readonly enrollments: readonly Enrollment[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Where nobody says which system reports an activity. */
export const DEFAULT_SOURCE = 'direct';
/** Source of the activities that the fold generates. */
export const GENERATED_SOURCE = 'dealwright';
const WHOLE_SHARE = 10 ** RATE_DECIMALS;

export function readActivity(program: Program, document: unknown): ActivityRead {
  const validate = documentValidator('activity');
  if (!validate(document)) return { ok: false, findings: findingsOf(validate.errors ?? []) };
  return new ActivityIntake(program, document as ActivityDocument).run();
}

export function readPartner(program: Program, document: unknown): PartnerRead {
  const validate = documentValidator('partner');
  if (!validate(document)) return { ok: false, findings: findingsOf(validate.errors ?? []) };
  return new PartnerIntake(program, document as PartnerDocument).run();
}

/** What both intakes share: the reader of the program, and a list of what was found. */
class Intake {
  readonly findings: Finding[] = [];
  readonly reader: ProgramReader;
  readonly program: Program;

  constructor(program: Program) {
    this.program = program;
    this.reader = readerOf(program);
  }

  report(code: string, message: string, pointer: string, hint?: string, atKey = false): undefined {
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }), ...(atKey && { atKey }) });
    return undefined;
  }

  refused(name: string, json: unknown, refusal: Refusal, pointer: string, choices?: readonly string[]): undefined {
    const hint = refusal.code === 'unknown-choice' && choices !== undefined ? didYouMean(String(json), choices) : undefined;
    return this.report(refusal.code, refusalMessage(name, json, refusal), pointer, hint);
  }

  text(name: string, json: string, pointer: string): string {
    const read = readText(json);
    if (typeof read !== 'string') this.refused(name, json, read, pointer);
    return json;
  }

  day(name: string, json: string, pointer: string): Day {
    const read = readDate(json);
    if (typeof read === 'number') return read;
    this.refused(name, json, read, pointer);
    return 0;
  }

  partnerType(name: string, pointer: string): boolean {
    if (this.program.partnerTypes.has(name)) return true;
    this.report('unknown-partner-type', `There is no partner type ${name}.`, pointer, nameHint(name, this.program.partnerTypes.keys()));
    return false;
  }
}

class ActivityIntake extends Intake {
  private readonly json: ActivityDocument;
  private rate: Exact | undefined;

  constructor(program: Program, json: ActivityDocument) {
    super(program);
    this.json = json;
  }

  run(): ActivityRead {
    const { json } = this;
    const id = this.text('id', json.id, '/id');
    const source = this.source();
    const kind = this.kind();
    const day = this.day('occurredOn', json.occurredOn, '/occurredOn');
    const at = json.at === undefined ? undefined : this.instant(json.at);
    const parties = this.parties();
    const exchange = this.exchange();
    const facts =
      kind === undefined ? new Map<string, Value>() : this.facts(json.facts ?? {}, kind.facts, kind.required, '/facts', kind.name);
    const items = this.items(kind);
    const terms = this.terms();
    if (this.findings.length > 0) return { ok: false, findings: this.findings };
    const activity: Activity = {
      source,
      id,
      revision: json.revision ?? 1,
      kind: json.kind,
      day,
      ...(at !== undefined && { at }),
      parties,
      facts,
      items,
      terms,
      ...(exchange && { exchange }),
    };
    return { ok: true, activity: Object.freeze(activity) };
  }

  private source(): string {
    const { source } = this.json;
    if (source === undefined) return DEFAULT_SOURCE;
    if (source === GENERATED_SOURCE) {
      this.report(
        'reserved-source',
        `${GENERATED_SOURCE} is the source of what the program's calendar generates.`,
        '/source',
        'Name the system that reports.',
      );
    }
    return this.text('source', source, '/source');
  }

  private kind(): KindReader | undefined {
    const { kind } = this.json;
    const reader = this.reader.kinds.get(kind);
    if (reader !== undefined) return reader;
    if (this.program.catalogue.kinds.has(kind)) {
      const message = `${kind} is generated by the program's calendar and can not be recorded.`;
      return this.report('generated-kind', message, '/kind');
    }
    return this.report('unknown-kind', `There is no kind of activity ${kind}.`, '/kind', didYouMean(kind, this.reader.kinds.keys()));
  }

  private instant(text: string): number | undefined {
    const at = Date.parse(text);
    if (Number.isFinite(at)) return at;
    return this.report('wrong-format', `at is ${shorten(text)}; an instant such as “2026-03-01T09:30:00Z” was expected.`, '/at');
  }

  private parties(): readonly Party[] {
    const { partner, partnerType, parties } = this.json;
    if (parties !== undefined) {
      if (partner !== undefined || partnerType !== undefined) {
        const at = partner === undefined ? '/partnerType' : '/partner';
        this.report(
          'parties-mixed',
          'An activity names a partner or its parties, not both.',
          at,
          'Put the partner among the parties.',
          true,
        );
      }
      return this.severalParties(parties);
    }
    if (partner === undefined || partnerType === undefined) {
      const missing = partner === undefined ? 'partner' : 'partnerType';
      this.report('missing-field', `${missing} is missing: whose activity is it?`, '', 'Add "partner" and "partnerType", or "parties".');
      return [];
    }
    if (this.partnerType(partnerType, '/partnerType')) this.produced(partnerType, '/partnerType');
    const party = { partner: this.text('partner', partner, '/partner'), partnerType, role: 'principal', share: WHOLE_SHARE };
    return Object.freeze([Object.freeze(party)]);
  }

  private severalParties(parties: NonNullable<ActivityDocument['parties']>): readonly Party[] {
    const seen = new Set<string>();
    let total = 0;
    const read = parties.map((party, index) => {
      const pointer = `/parties/${index}`;
      if (this.partnerType(party.partnerType, `${pointer}/partnerType`)) this.produced(party.partnerType, `${pointer}/partnerType`);
      const key = `${party.partnerType}\u0000${party.partner}`;
      if (seen.has(key)) {
        const message = `${shorten(party.partner)} takes part as ${party.partnerType} twice.`;
        this.report('party-twice', message, pointer, 'Name it once, with one role and its whole share.');
      }
      seen.add(key);
      const share = this.share(party.share, parties.length, `${pointer}/share`);
      total += share;
      return Object.freeze({
        partner: this.text('partner', party.partner, `${pointer}/partner`),
        partnerType: party.partnerType,
        role: party.role,
        share,
      });
    });
    if (total > WHOLE_SHARE) {
      const sum = showValue('rate', total, 0);
      this.report('shares-above-one', `The shares of the parties are together ${sum}; at most 1 was expected.`, '/parties');
    }
    return Object.freeze(read);
  }

  private share(text: string | undefined, parties: number, pointer: string): number {
    if (text === undefined) return parties === 1 ? WHOLE_SHARE : 0;
    const share = parseDecimal(text, RATE_DECIMALS);
    if (share !== undefined && share >= 0 && share <= WHOLE_SHARE) return share;
    this.report('out-of-range', `share is ${shorten(text)}; a rate from 0 to 1 was expected.`, pointer);
    return 0;
  }

  private produced(partnerType: string, pointer: string): void {
    const type = this.program.partnerTypes.get(partnerType);
    if (type === undefined || type.produces.has(this.json.kind) || !this.reader.kinds.has(this.json.kind)) return;
    const message = `Partners of type ${partnerType} do not produce ${this.json.kind}.`;
    this.report('kind-not-produced', message, pointer, `They produce ${[...type.produces].join(', ')}.`);
  }

  private exchange(): Exchange | undefined {
    const { currency, exchange } = this.json;
    const own = this.program.currency.code;
    if (currency === undefined || currency === own) {
      if (exchange === undefined) return undefined;
      return this.report(
        'exchange-without-currency',
        `The activity is in ${own}, the program's own currency.`,
        '/exchange',
        'Remove it, or add "currency".',
        true,
      );
    }
    if (exchange === undefined) {
      const message = `The activity is in ${currency}, the program in ${own}, and no rate of exchange is given.`;
      return this.report('exchange-missing', message, '/currency', 'Add "exchange": { "rate": …, "on": … }.');
    }
    const rate = parseExact(exchange.rate);
    if (rate === undefined || rate.n <= 0n) {
      return this.report('out-of-range', `rate is ${shorten(exchange.rate)}; a rate above 0 was expected.`, '/exchange/rate');
    }
    this.rate = rate;
    return Object.freeze({ currency, rate: exchange.rate, on: this.day('on', exchange.on, '/exchange/on') });
  }

  private facts(
    json: Readonly<Record<string, unknown>>,
    known: KindReader['facts'],
    required: readonly string[],
    pointer: string,
    kind: string,
  ): ReadonlyMap<string, Value> {
    const facts = new Map<string, Value>();
    for (const name of Object.keys(json)) {
      const spec = known.get(name);
      if (spec === undefined) {
        this.stranger(name, known, `${pointer}/${escapePointer(name)}`, kind);
        continue;
      }
      const value = this.value(spec.type, json[name], spec.choices);
      if (isRefusal(value)) this.refused(name, json[name], value, `${pointer}/${name}`, spec.choices);
      else facts.set(name, value);
    }
    for (const name of required) {
      if (Object.hasOwn(json, name)) continue;
      const type = known.get(name)?.type ?? 'value';
      this.report('missing-fact', `${name} is missing; ${kind} must carry it (${type}).`, pointer, `Add "${name}".`);
    }
    return facts;
  }

  private value(type: Parameters<typeof readValue>[0], json: unknown, choices: readonly string[] | undefined): Value | Refusal {
    const { digits } = this.program.currency;
    if (this.rate !== undefined && (type === 'money' || type === 'price')) {
      return convert(type, json, this.rate, digits, this.program.rounding);
    }
    return readValue(type, json, digits, choices);
  }

  /** A fact that the kind does not carry: misspelt, of another kind, or the engine's own. */
  private stranger(name: string, known: KindReader['facts'], pointer: string, kind: string): void {
    const spec = this.program.catalogue.facts.get(name);
    if (spec === undefined) {
      this.report('unknown-fact', `There is no fact ${name}.`, pointer, didYouMean(name, known.keys()), true);
      return;
    }
    const recordable = [...(spec.kinds ?? [])].filter((one) => this.reader.kinds.get(one)?.facts.has(name) ?? false);
    if (recordable.length === 0) {
      const hint = name.startsWith('partner.') ? 'Facts of the partner come with the partner, or with profile-changed.' : 'Remove it.';
      this.report('fact-not-recorded', `${name} is the program's to say, and can not be recorded with ${kind}.`, pointer, hint, true);
      return;
    }
    const hint = didYouMean(name, known.keys()) ?? `It stands in ${recordable.slice(0, 5).join(', ')}.`;
    this.report('fact-of-other-kind', `${kind} does not carry ${name}.`, pointer, hint, true);
  }

  private items(kind: KindReader | undefined): Activity['items'] {
    const { items } = this.json;
    if (items === undefined || kind === undefined) return NO_ITEMS;
    if (!kind.items) {
      this.report('items-not-carried', `${kind.name} has no items.`, '/items', 'Remove them.', true);
      return NO_ITEMS;
    }
    return Object.freeze(
      items.map((item, index) => this.facts(item, kind.itemFacts, kind.itemRequired, `/items/${index}`, `an item of ${kind.name}`)),
    );
  }

  /** Values of per-agreement parameters, in the program's currency as the parameters are. */
  private terms(): ReadonlyMap<string, Value> {
    const { terms } = this.json;
    if (terms === undefined) return NO_TERMS;
    if (this.json.kind !== 'agreement-signed') {
      this.report('terms-not-carried', 'Only agreement-signed sets terms.', '/terms', 'Remove them.', true);
      return NO_TERMS;
    }
    const read = new Map<string, Value>();
    for (const [name, json] of Object.entries(terms)) {
      const value = this.term(name, json, `/terms/${escapePointer(name)}`);
      if (value !== undefined) read.set(name, value);
    }
    return read;
  }

  private term(name: string, json: unknown, pointer: string): Value | undefined {
    const parameter = this.program.parameters.get(name);
    if (parameter === undefined) {
      const able = [...this.program.parameters.values()].filter(isPerAgreement).map((one) => one.name);
      return this.report('unknown-parameter', `There is no parameter ${name}.`, pointer, nameHint(name, able), true);
    }
    if (!isPerAgreement(parameter)) {
      return this.report(
        'not-per-agreement',
        `The parameter ${name} is the same for all agreements.`,
        pointer,
        'Write "perAgreement": true in the program.',
        true,
      );
    }
    const value = readValue(parameter.type, json, this.program.currency.digits, parameter.choices);
    if (isRefusal(value)) return this.refused(name, json, value, pointer, parameter.choices);
    const below = typeof value === 'number' && typeof parameter.min === 'number' && value < parameter.min;
    const above = typeof value === 'number' && typeof parameter.max === 'number' && value > parameter.max;
    if (!below && !above) return value;
    const bound = (below ? parameter.min : parameter.max) ?? '';
    const limit = showValue(parameter.type, bound, this.program.currency.digits);
    return this.report('out-of-range', `${name} is ${showJson(json)}; ${below ? 'at least' : 'at most'} ${limit} was expected.`, pointer);
  }
}

const NO_ITEMS: Activity['items'] = Object.freeze([]);
const NO_TERMS: Activity['terms'] = new Map();

type PerAgreement = Parameter & { readonly kind: 'scalar' };
const isPerAgreement = (parameter: Parameter): parameter is PerAgreement => parameter.kind === 'scalar' && parameter.perAgreement;

class PartnerIntake extends Intake {
  private readonly json: PartnerDocument;

  constructor(program: Program, json: PartnerDocument) {
    super(program);
    this.json = json;
  }

  run(): PartnerRead {
    const partner = this.text('id', this.json.id, '/id');
    const firm = this.profile(this.json.facts ?? {}, '/facts');
    const seen = new Set<string>();
    const enrollments = this.json.enrollments.map((json, index): Enrollment => {
      const pointer = `/enrollments/${index}`;
      this.partnerType(json.partnerType, `${pointer}/partnerType`);
      if (seen.has(json.partnerType)) {
        this.report(
          'enrolled-twice',
          `The partner is enrolled as ${json.partnerType} twice.`,
          `${pointer}/partnerType`,
          'Keep one of them.',
        );
      }
      seen.add(json.partnerType);
      const enrolledOn = this.day('enrolledOn', json.enrolledOn, `${pointer}/enrolledOn`);
      if (json.tier !== undefined) this.tier(json.partnerType, json.tier, `${pointer}/tier`);
      const profile = new Map([...firm, ...this.profile(json.facts ?? {}, `${pointer}/facts`)]);
      for (const name of this.reader.requiredOfPartners) {
        if (!profile.has(name))
          this.report('missing-fact', `${name} is missing; a partner must carry it.`, pointer, `Add "${name}" to its facts.`);
      }
      return Object.freeze({
        partner,
        partnerType: json.partnerType,
        enrolledOn,
        ...(json.tier !== undefined && { tier: json.tier }),
        profile,
      });
    });
    return this.findings.length > 0 ? { ok: false, findings: this.findings } : { ok: true, enrollments: Object.freeze(enrollments) };
  }

  private profile(json: Readonly<Record<string, unknown>>, pointer: string): ReadonlyMap<string, Value> {
    const profile = new Map<string, Value>();
    for (const [name, entry] of Object.entries(json)) {
      const at = `${pointer}/${escapePointer(name)}`;
      const spec = this.reader.partnerFacts.get(name);
      if (spec === undefined) {
        const own = this.program.catalogue.facts.has(name);
        if (own) this.report('fact-not-recorded', `${name} is the program's to say.`, at, 'Remove it.', true);
        else this.report('unknown-fact', `There is no fact ${name}.`, at, didYouMean(name, this.reader.partnerFacts.keys()), true);
        continue;
      }
      const value = readValue(spec.type, entry, this.program.currency.digits, spec.choices);
      if (isRefusal(value)) this.refused(name, entry, value, at, spec.choices);
      else profile.set(name, value);
    }
    return profile;
  }

  private tier(partnerType: string, tier: string, pointer: string): void {
    const type = this.program.partnerTypes.get(partnerType);
    if (type === undefined || type.tiers?.levels.includes(tier) === true) return;
    if (type.tiers === undefined) this.report('no-tiers', `The partner type ${partnerType} has no tiers.`, pointer, 'Remove it.', true);
    else this.report('unknown-level', `The partner type ${partnerType} has no level ${tier}.`, pointer, nameHint(tier, type.tiers.levels));
  }
}
