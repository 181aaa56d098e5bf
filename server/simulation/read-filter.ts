import type { SimulationRequest } from '../../schemas/types.ts';
import type { Comparison, Condition } from '../engine/conditions/model.ts';
import { parseCondition } from '../engine/conditions/parse.ts';
import { leavesOf } from '../engine/conditions/walk.ts';
import type { FactSpec } from '../engine/facts/catalogue.ts';
import { isRefusal, readDate, refusalMessage } from '../engine/facts/read.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import type { Timeline } from '../engine/program/model.ts';
import { didYouMean, nameHint, shorten } from '../engine/program/wording.ts';
import { distinctOf, distinctTexts, type RecordedFacts } from './recorded-facts.ts';
import type { Selection } from './selection.ts';

/** Facts that stand for region and segment where the request names none: the first that the history has. */
const REGIONS = ['partner.region', 'customer.region', 'partner.country', 'customer.country'];
const SEGMENTS = ['partner.segment', 'customer.segment'];

export interface SelectionRead {
  readonly selection?: Selection;
  readonly findings: readonly Finding[];
}

/** The filter of a request, against the baseline's catalogue and what the history has. Findings are placed in the request. */
export function readSelection(request: SimulationRequest, baseline: Timeline, facts: RecordedFacts): SelectionRead {
  return new FilterReader(request, baseline, facts).run();
}

/** Groups of facts that a program reckons or decides. */
const DECIDED: ReadonlySet<string> = new Set([
  ...['parameter', 'measure', 'before', 'derived', 'balance', 'promise', 'protection', 'gate', 'outcome', 'line', 'period', 'term'],
]);

class FilterReader {
  private readonly findings: Finding[] = [];
  private readonly request: SimulationRequest;
  private readonly facts: RecordedFacts;
  private readonly specs: ReadonlyMap<string, FactSpec>;
  private readonly baseline: Timeline;
  private readonly digits: number;

  constructor(request: SimulationRequest, baseline: Timeline, facts: RecordedFacts) {
    this.request = request;
    this.baseline = baseline;
    this.facts = facts;
    this.specs = specsOf(baseline, facts);
    this.digits = baseline.versions[0]?.currency.digits ?? 2;
  }

  run(): SelectionRead {
    const filter = this.request.filter ?? {};
    const from = this.day(filter.dates?.from, 'from');
    const through = this.day(filter.dates?.through, 'through');
    if (from !== null && through !== null && from > through) {
      this.report(
        'dates-order',
        `The dates end before they start.`,
        '/filter/dates/through',
        'Both days are counted, the first and the last.',
      );
    }
    const region = this.grouping('region', REGIONS);
    const segment = this.grouping('segment', SEGMENTS);
    const where = [...this.where(), ...this.oneOf('regions', region, filter.regions), ...this.oneOf('segments', segment, filter.segments)];
    const partnerTypes = this.partnerTypes(filter.partnerTypes);
    if (this.findings.length > 0) return { findings: this.findings };
    const fiscalYearStartMonth = this.baseline.versions.at(-1)?.calendar.fiscalYearStartMonth ?? 1;
    const meant = { from, through, partnerTypes, where, region, segment, fiscalYearStartMonth };
    return { selection: { hash: hashText(canonicalJson(meant)), ...meant }, findings: [] };
  }

  private day(text: string | undefined, name: 'from' | 'through'): Day | null {
    if (text === undefined) return null;
    const day = readDate(text);
    if (!isRefusal(day)) return day;
    this.report(day.code, refusalMessage(name, text, day), `/filter/dates/${name}`);
    return null;
  }

  private partnerTypes(names: readonly string[] | undefined): readonly string[] | null {
    if (names === undefined) return null;
    const known = new Set(this.baseline.versions.flatMap(({ partnerTypes }) => [...partnerTypes.keys()]));
    for (const name of distinctTypes(this.facts)) known.add(name);
    for (const [index, name] of names.entries()) {
      if (known.has(name)) continue;
      const message = `Neither the baseline nor the history has a partner type ${shorten(name)}.`;
      this.report('unknown-partner-type', message, `/filter/partnerTypes/${index}`, nameHint(name, known));
    }
    return [...names].sort();
  }

  /** The fact that stands for region or segment. */
  private grouping(name: 'region' | 'segment', usual: readonly string[]): string | null {
    const asked = this.request.by?.[name];
    if (asked === undefined) return usual.find((fact) => this.facts.columnsOf(fact).length > 0) ?? null;
    const pointer = `/by/${name}`;
    const spec = this.specs.get(asked);
    if (spec === undefined) {
      this.report('unknown-fact', `There is no fact ${asked}.`, pointer, didYouMean(asked, this.carried()));
      return null;
    }
    const refused = this.refuse(spec);
    if (refused !== undefined) this.report(refused.code, refused.message, pointer, refused.hint);
    else if (spec.type !== 'text' && spec.type !== 'choice') {
      this.report(
        'group-type',
        `${asked} is ${spec.type}; text or a choice was expected.`,
        pointer,
        'What is grouped by has values to tell apart.',
      );
    }
    return asked;
  }

  private oneOf(name: 'regions' | 'segments', fact: string | null, values: readonly string[] | undefined): readonly Condition[] {
    if (values === undefined) return [];
    const pointer = `/filter/${name}`;
    if (fact === null) {
      const hint = `Say which fact is meant, in "by".`;
      this.report('no-such-group', `The history has no fact that stands for ${name}.`, pointer, hint);
      return [];
    }
    const sorted = [...values].sort();
    const expected = { kind: 'set', values: sorted, json: sorted } as const;
    const condition: Condition = { kind: 'compare', fact, type: 'text', operator: 'in', expected, pointer };
    this.texts(condition, values, (index) => `${pointer}/${index}`);
    return [condition];
  }

  private where(): readonly Condition[] {
    const json = this.request.filter?.where;
    if (json === undefined) return [];
    const { condition, findings } = parseCondition(json, '/filter/where', {
      catalogue: { facts: this.specs, kinds: new Map() },
      digits: this.digits,
      named: () => 'unknown',
      names: [],
      unresolved: () => false,
      refuse: (spec) => this.refuse(spec),
    });
    this.findings.push(...findings);
    if (condition === undefined) return [];
    for (const comparison of leavesOf(condition)) this.namesSomething(comparison);
    return [condition];
  }

  private refuse({ name, scope }: FactSpec): { readonly code: string; readonly message: string; readonly hint?: string } | undefined {
    const group = name.slice(0, name.indexOf('.'));
    const code = 'not-recorded';
    if (DECIDED.has(group) || name === 'partner.tier' || name === 'cancelled.daysSince') {
      const hint = 'A filter chooses by what was recorded, so that both sides count the same.';
      return { code, message: `${name} is reckoned by the program.`, hint };
    }
    if (name === 'activity.date') return { code, message: 'activity.date is no condition of a filter.', hint: 'Use "dates".' };
    if (name === 'partner.daysEnrolled') return { code, message: `${name} goes by the day.`, hint: 'Use partner.enrolledOn.' };
    if (name === 'activity.id')
      return { code, message: 'A filter doesn’t look for one activity.', hint: 'Its decision can be asked for by its id.' };
    if (scope === 'item')
      return { code, message: `${name} is an item’s; a filter chooses whole activities.`, hint: 'Choose by a fact of the activity.' };
    if (this.facts.carries(name)) return undefined;
    const hint = didYouMean(name, this.carried());
    return { code: 'fact-not-in-history', message: `Nothing in the history carries ${name}.`, ...(hint !== undefined && { hint }) };
  }

  private carried(): readonly string[] {
    return [...this.specs.keys()].filter((name) => this.facts.carries(name));
  }

  /** Texts that the history doesn't have are a slip of the pen more often than meant. */
  private namesSomething(comparison: Comparison): void {
    const { type, expected, operator, pointer } = comparison;
    if (operator === 'exists' || expected.kind === 'fact' || (type !== 'text' && type !== 'list')) return;
    const values = expected.kind === 'set' ? expected.values : [expected.value];
    const texts = values.filter((value) => typeof value === 'string');
    this.texts(comparison, texts, (index) => (expected.kind === 'set' ? `${pointer}/value/${index}` : `${pointer}/value`));
  }

  private texts({ fact }: Comparison, values: readonly string[], pointerOf: (index: number) => string): void {
    const known = new Set(distinctValues(fact, this.facts));
    for (const [index, value] of values.entries()) {
      if (known.has(value)) continue;
      this.report('unknown-value', `${fact} is nowhere ${shorten(value)} in the history.`, pointerOf(index), nameHint(value, known));
    }
  }

  private report(code: string, message: string, pointer: string, hint?: string): void {
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }) });
  }
}

/** Facts that a filter may name: of all versions, and what the history was imported with beside. */
function specsOf({ versions }: Timeline, facts: RecordedFacts): ReadonlyMap<string, FactSpec> {
  const specs = new Map<string, FactSpec>();
  for (const [name, { type, choices }] of Object.entries(facts.history.attributes)) {
    const scope = name.startsWith('item.') ? 'item' : name.startsWith('partner.') ? 'enrollment' : 'activity';
    specs.set(name, { name, type, scope, description: '', ...(choices && { choices }), optional: true, stage: 0 });
  }
  for (const { catalogue } of versions) for (const [name, spec] of catalogue.facts) specs.set(name, spec);
  const types = specs.get('partner.type');
  if (types !== undefined) specs.set('partner.type', { ...types, type: 'text' });
  return specs;
}

/** The texts that a fact has anywhere; generated activities count. */
function distinctValues(fact: string, facts: RecordedFacts): readonly string[] {
  const { history } = facts;
  switch (fact) {
    case 'partner.id':
      return distinctOf(history.enrollments.partner, history);
    case 'partner.type':
      return distinctTypes(facts);
    case 'activity.source':
      return ['dealwright', ...history.kinds.flatMap(({ source }) => distinctOf(source, history))];
    case 'party.role':
      return ['principal', ...history.kinds.flatMap(({ parties }) => (parties === null ? [] : distinctOf(parties.role, history)))];
    default:
      return distinctTexts(facts, fact);
  }
}

const distinctTypes = ({ history }: RecordedFacts): readonly string[] => distinctOf(history.enrollments.partnerType, history);
