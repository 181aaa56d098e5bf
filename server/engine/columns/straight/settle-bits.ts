/** What the lines of one activity do to each other, where all are exact: as settle.ts, on sets of rules. */
import { EXACT } from '../../compiled/approximate.ts';
import type { Formula } from '../../formula/model.ts';
import type { Amounts } from './amounts.ts';
import { eachOf, type Mask, maskOf, within } from './bits.ts';
import { writeNumber } from './formulas.ts';
import { ZERO } from './numbers.ts';
import { incentiveOf, type LineRule } from './rules.ts';
import type { KindScope } from './scope.ts';
import { incentivesOf } from './settle.ts';

type Step = (words: readonly string[]) => void;

/** Lines, and where they stand. */
interface Lines {
  readonly scope: KindScope;
  readonly rules: readonly LineRule[];
  readonly amounts: Amounts;
  /** The rule with a place among these: an expression. */
  readonly ruleAt: (place: string) => string;
}

/** Statements that settle it; undefined where sets can't say it. */
export function settlementOf(lines: Lines): Step | undefined {
  const { scope, rules } = lines;
  const { program } = scope.setting;
  const placesOf = (incentives: ReadonlySet<string>): readonly number[] =>
    [...rules.keys()].filter((place) => incentives.has(incentiveAt(rules, place)));
  if (program.budgets.some(({ of }) => placesOf(of).length > 0)) return undefined;
  const steps: (Step | undefined)[] = [];
  for (const group of program.excludes) {
    const members = group.map((incentive) => placesOf(new Set([incentive])));
    steps.push(choice(lines, members, 'EXCLUDED'));
  }
  for (const { name, of, combine, cap } of program.stacks) {
    const places = placesOf(incentivesOf(program, name));
    if (places.length === 0) continue;
    if (combine === 'best') {
      const members = of.map((member) => placesOf(incentivesOf(program, member)));
      steps.push(choice(lines, members, 'OUTBID'));
    }
    if (cap !== undefined) steps.push(limit(lines, cap, places));
  }
  if (steps.includes(undefined)) return undefined;
  return (words) => {
    for (const step of steps) step?.(words);
  };
}

function incentiveAt(rules: readonly LineRule[], place: number): string {
  const rule = rules[place];
  return rule === undefined ? '' : incentiveOf(rule);
}

/** Of lines in play all fall but those of the member with the largest total, the first on a tie. */
function choice(
  { scope, rules, amounts, ruleAt }: Lines,
  all: readonly (readonly number[])[],
  counted: 'EXCLUDED' | 'OUTBID',
): Step | undefined {
  const members = all.filter((places) => places.length > 0);
  if (members.length < 2) return () => {};
  const places = members.flat();
  if (new Set(places).size < places.length || members.length > 255) return undefined;
  if (members.some((own) => own.reduce((sum, place) => sum + (amounts.of[place]?.max ?? 0), 0) >= EXACT)) return undefined;
  const { source } = scope.setting;
  const memberAt = new Uint8Array(rules.length);
  for (const [member, own] of members.entries()) for (const place of own) memberAt[place] = member;
  const [of, table] = [source.values(memberAt), amounts.table];
  const totals = members.every((own) => own.length === 1) ? undefined : source.room(new Float64Array(members.length));
  return (words) => {
    const sets = within(words, maskOf(rules.length, places));
    const { out } = scope;
    scope.block(`if (${severalOf(sets)})`, () => {
      const [most, winner] = [out.name('x'), out.name('k')];
      out.line(`let ${most} = 0, ${winner} = -1;`);
      if (totals !== undefined) {
        out.line(`${totals}.fill(0);`);
        eachOf(out, sets, ({ place }) => out.line(`if (${table}[${place}] > 0) ${totals}[${of}[${place}]] += ${table}[${place}];`));
      }
      eachOf(out, sets, ({ place }) => {
        const x = out.constant('x', totals === undefined ? `${table}[${place}]` : `${totals}[${of}[${place}]]`);
        const member = out.constant('k', `${of}[${place}]`);
        out.line(`if (${x} > ${most} || (${x} === ${most} && ${member} < ${winner})) { ${most} = ${x}; ${winner} = ${member}; }`);
      });
      eachOf(out, sets, ({ place, bit, word }) => {
        const falls = `${winner} >= 0 && ${of}[${place}] !== ${winner} && ${table}[${place}] > 0`;
        out.line(`if (${falls}) { ${words[word]} ^= ${bit}; HELD[${ruleAt(place)}]++; ${counted}[${ruleAt(place)}]++; }`);
      });
    });
  };
}

/** Whether there are two in the sets: an expression. */
function severalOf(sets: readonly string[]): string {
  const some = sets.filter((set) => set !== '');
  const two = some.map((set) => `((${set}) & ((${set}) - 1)) !== 0`);
  return some.length === 1 ? two.join('') : [...two, `${some.map((set) => `((${set}) !== 0 ? 1 : 0)`).join(' + ')} > 1`].join(' || ');
}

/** Leaves each line in play, in rule order, at most what earlier lines left of the stack's cap. */
function limit({ scope, rules, amounts }: Lines, cap: Formula, places: readonly number[]): Step | undefined {
  const { out, numbers } = scope;
  const s = amounts.of[places[0] ?? 0]?.s ?? 0;
  const tried = out.apart(() => scope.frame(() => writeNumber(scope, cap))).result;
  if (tried.e !== '0' || tried.s > s || !(tried.max * 10 ** (s - tried.s) < EXACT)) return undefined;
  const mask: Mask = maskOf(rules.length, places);
  const { table } = amounts;
  return (words) => {
    const sets = within(words, mask);
    const plays = words.map(() => out.name('c'));
    const some = plays.filter((_, word) => sets[word] !== '');
    out.line(`let ${some.map((play) => `${play} = 0`).join(', ')};`);
    eachOf(out, sets, ({ place, bit, word }) => out.line(`if (${table}[${place}] > 0) ${plays[word]} |= ${bit};`));
    scope.block(`if (${some.map((play) => `${play} !== 0`).join(' || ')})`, () => {
      const most = numbers.align(writeNumber(scope, cap), s);
      const left = out.name('x');
      out.line(`let ${left} = ${numbers.compare('>', most, ZERO)} ? ${most.x} : 0;`);
      eachOf(
        out,
        plays.map((play, word) => (sets[word] === '' ? '' : play)),
        ({ place }) => {
          const x = out.constant('x', `${table}[${place}]`);
          out.line(`if (${x} > ${left}) { ${table}[${place}] = ${left}; ${left} = 0; } else ${left} -= ${x};`);
        },
      );
    });
  };
}
