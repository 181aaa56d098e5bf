/** The function of one kind of activity: all that is decided and remembered of it for one enrollment. */

import { literal } from '../../compiled/generate/source.ts';
import { leavesOf } from '../../conditions/walk.ts';
import type { KindTable } from '../history.ts';
import { deriveFact } from './derived.ts';
import type { Expiring } from './expiring.ts';
import { writeGates } from './gates.ts';
import { writeLines } from './lines.ts';
import type { MeasureCode, MeasureInKind } from './measures/measure.ts';
import { OutOfClass, outOfClass } from './out-of-class.ts';
import { writeBenefits, writeEnrollment, writeMdf, writeRouting } from './outcomes.ts';
import { factsReadBy } from './reads.ts';
import { assertAlone, postingOf, writeReversals } from './reversals.ts';
import { ENOUGH_ROWS, ROOM } from './rows.ts';
import { incentiveOf, type Keeping, type LineRule, type Looked, type Placed, those } from './rules.ts';
import { KindScope } from './scope.ts';
import { KEPT, KEPT_LINES, type Setting } from './setting.ts';
import { decidesTier, writeTier, writeTierRules } from './tiers.ts';
import { not, type Seen } from './values.ts';

export interface KindCode {
  readonly kind: string;
  /** Why each activity of the kind hands its enrollment over; undefined: it doesn't. */
  readonly because: string | undefined;
  readonly name: string;
  readonly text: string;
  /** Place among the kinds that are counted. */
  readonly place: number;
  readonly looked: Looked;
}

export interface Writing {
  readonly rules: readonly Placed[];
  readonly measures: readonly MeasureCode[];
  /** Measures that aren't reckoned here, with the reason. */
  readonly unfit: ReadonlyMap<string, string>;
  /** What expires, where something comes of it. */
  readonly expiring: Expiring | undefined;
  /** Told of each measure after each activity; for tests. */
  readonly watched: boolean;
}

const PERSONS: ReadonlySet<string> = new Set([
  'registration-approved',
  'registration-refused',
  'registration-withdrawn',
  'registration-extended',
]);

/** At the end of their day what was valid through it is valid no more. */
const CLOSING: ReadonlySet<string> = new Set(['validity-expired', 'grace-ended', 'tier-reviewed']);

export const ofKind = (rules: readonly Placed[], kind: string): readonly Placed[] => rules.filter(({ rule }) => rule.on.has(kind));

export function writeKind(setting: Setting, writing: Writing, kind: string, table: KindTable | undefined, place: number): KindCode {
  const name = `kind${place}`;
  const looked: Looked = { each: [], eachItem: [] };
  try {
    return {
      kind,
      name,
      place,
      looked,
      because: undefined,
      text: writeFunction(new KindScope(setting, kind, table, deriveFact), writing, name, place, looked),
    };
  } catch (reason) {
    if (!(reason instanceof OutOfClass)) throw reason;
    const because = `${kind}: ${reason.message}`;
    return { kind, name, place, looked: { each: [], eachItem: [] }, because, text: `function ${name}() { return false; }` };
  }
}

function writeFunction(scope: KindScope, writing: Writing, name: string, place: number, looked: Looked): string {
  const { setting, kind, table, out } = scope;
  const { rules, measures, watched } = writing;
  scope.unfit = writing.unfit;
  const kindPlace = setting.names.kinds.indexOf(kind);
  const looking = ofKind(rules, kind);
  if (kind === 'agreement-signed' && ofKind(rules, 'term-ended').length > 0) outOfClass('its end is an activity');
  if (PERSONS.has(kind)) outOfClass('persons decide registrations');
  if (kind === 'registration-submitted' && those(rules, 'registration').length > 0) outOfClass('registrations');
  scope.posting = postingOf(scope, rules);
  out.block(`function ${name}(r, p, d)`, () => {
    out.line(`COUNTED[${place * 3}]++;`);
    // an activity of several parties is given one decision, counted with the first; what says nothing is given none
    const says = kind !== 'validity-expired' || looking.length > 0;
    const isFirst =
      table === undefined || table.partyOffsets === null ? '' : `if (${setting.source.constant(setting.history.rows.party)}[r] === 0) `;
    if (says) out.line(`${isFirst}COUNTED[${place * 3 + 1}]++;`);
    if (table !== undefined && table.itemOffsets !== null) {
      const offsets = setting.source.constant(table.itemOffsets);
      out.line(`COUNTED[${place * 3 + 2}] += ${offsets}[p + 1] - ${offsets}[p];`);
    }
    out.line('if (N[0] + N[1] + N[2] + N[3] > N[5]) flush();');
    if (setting.policy !== undefined) out.line(`const lv = ${KEPT.level};`);
    // the day through which records must be valid
    out.line(`const vd = ${CLOSING.has(kind) ? 'd + 1' : 'd'};`);
    out.line(`const tl = ${setting.policy === undefined ? 255 : 'lv'}, lk = ${kindPlace};`);
    if (kind === 'profile-changed' && table !== undefined) out.line('profile(p);');
    scope.posting?.begin(scope);
    writeStages(scope, looking, rules, measures, looked, kindPlace, watched);
    if (!says && setting.policy !== undefined) out.line(`if (${KEPT.level} !== lv) COUNTED[${place * 3 + 1}]++;`);
    if (writing.expiring !== undefined && table !== undefined) writing.expiring.remember(scope);
    out.line('return true;');
  });
  return out.toString();
}

const linesOf = (rules: readonly Placed[]): readonly LineRule[] =>
  those(rules, 'incentive', 'obligation', 'mdf').filter(({ rule }) => rule.incentive !== undefined);

/** The most rows of one activity. */
const MOST_ROWS = ROOM - ENOUGH_ROWS;

function writeStages(
  scope: KindScope,
  looking: readonly Placed[],
  rules: readonly Placed[],
  measures: readonly MeasureCode[],
  looked: Looked,
  kindPlace: number,
  watched: boolean,
): void {
  const { kind, setting, table } = scope;
  const { policy } = setting;
  const read = new Map<string, MeasureInKind>();
  // a kind that notes what can't be noted leaves its enrollments to the general fold, even where it reads nothing
  for (const code of measures) read.set(code.measure.name, code.inKind(scope));
  scope.measures = read;
  endRecords(scope, measures, [...looking, ...those(rules, 'tier')], watched);
  if (watched) watch(scope, measures);
  const best = policy !== undefined && decidesTier(kind) ? writeTierRules(scope, policy, those(rules, 'tier'), looked) : undefined;
  const gates = those(looking, 'gate');
  const mostItems = table === undefined ? 1 : Math.max(1, setting.extents.mostItems(table));
  const mostOfGates = gates.reduce((most, { rule }) => most + leavesOf(rule.conditions).length + 1, 0);
  if (mostOfGates * mostItems > MOST_ROWS) outOfClass(`more closed gates, and conditions of them, than ${MOST_ROWS} at one activity`);
  writeGates(scope, gates, looked);
  writeEnrollment(scope, those(looking, 'enrollment'), looked);
  const mdf = writeMdf(scope, those(looking, 'mdf'), looked);
  writeRouting(scope, those(looking, 'routing'), looked);
  writeBenefits(scope, those(looking, 'benefit'), looked);
  const lines = linesOf(looking);
  const reversals = those(looking, 'reversal');
  assertAlone(reversals, lines);
  if (lines.length * mostItems > MOST_ROWS) outOfClass(`more lines than ${MOST_ROWS} at one activity`);
  readBeforeLines(scope, measures, looking, [...lines.map(incentiveOf), ...reversals.flatMap(({ rule }) => rule.reverses)]);
  const keeping: Keeping = {
    keep: (each, payee, minor) => keepLine(scope, measures, each, payee, minor),
    remembers: (each) => measures.some(({ measure }) => measure.lines.includes(incentiveOf(each))),
  };
  writeLines(scope, lines, mdf, looked, keeping);
  writeReversals(scope, reversals, linesOf(rules), looked, keeping);
  if (best !== undefined && policy !== undefined) writeTier(scope, policy, best, kindPlace);
  for (const each of read.values()) each.keep(scope);
}

/** What the activity ends counts before it, and not with it. */
function endRecords(scope: KindScope, measures: readonly MeasureCode[], rules: readonly Placed[], watched: boolean): void {
  const ending = measures.filter((code) => code.isEndedBy(scope.kind));
  const read = factsReadBy(scope.setting.program, rules);
  for (const { measure } of ending) {
    const name = `before.${measure.name}`;
    if (read.has(name) || (watched && !measure.readBy.some((fact) => fact.startsWith('item.')))) scope.seeForAll(name);
  }
  for (const code of ending) code.end(scope);
}

/** Measures of lines as they are before the activity's own, which are remembered as soon as they are due. */
function readBeforeLines(
  scope: KindScope,
  measures: readonly MeasureCode[],
  looking: readonly Placed[],
  incentives: readonly string[],
): void {
  const read = factsReadBy(scope.setting.program, looking);
  const due = new Set(incentives);
  for (const { measure } of measures) {
    if (!measure.lines.some((incentive) => due.has(incentive))) continue;
    for (const name of [`before.${measure.name}`, `measure.${measure.name}`]) if (read.has(name)) scope.seeForAll(name);
  }
}

/** Remembers a line that is due: what rules yet read was read before, and no measure looks at activities and lines. */
function keepLine(scope: KindScope, measures: readonly MeasureCode[], each: LineRule, payee: string, minor: string): void {
  const incentive = incentiveOf(each);
  const remembering = measures.filter(({ measure }) => measure.lines.includes(incentive));
  if (remembering.length > 0) scope.out.line(`${KEPT_LINES} += Math.abs(${minor});`);
  for (const code of remembering) {
    scope.line = { amount: minor, payee };
    scope.frame(() => code.keepLine(scope));
    scope.line = undefined;
  }
}

function watch(scope: KindScope, measures: readonly MeasureCode[]): void {
  const { out } = scope;
  for (const { measure } of measures) {
    if (measure.readBy.some((fact) => fact.startsWith('item.'))) continue;
    const shown = ({ missing, value }: Seen): string => {
      const is =
        value.kind === 'number'
          ? value.ratio === undefined
            ? value.x
            : `[${value.ratio.n.x}, ${value.ratio.d.x}]`
          : value.kind === 'list'
            ? '0'
            : value.is;
      return missing === 'false' ? is : `${not(missing)} ? ${is} : undefined`;
    };
    scope.frame(() => {
      const before = scope.see(`before.${measure.name}`);
      const after = scope.see(`measure.${measure.name}`);
      out.line(`WATCH(r, d, ${literal(scope.kind)}, ${literal(measure.name)}, ${shown(before)}, ${shown(after)});`);
    });
  }
}
