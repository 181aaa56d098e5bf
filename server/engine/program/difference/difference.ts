import type { Program } from '../model.ts';
import { entitiesOf, split, writtenAt } from './entities.ts';
import type { Detail, Edit, ProgramDifference } from './model.ts';
import { reordered } from './order.ts';
import { detailsOf, wordingOf } from './written.ts';

/** What the later version changes, in the order of the document: what is gone, what is another, what is new. */
export function differenceOf(before: Program, after: Program): ProgramDifference {
  const earlier = entitiesOf(before);
  const later = entitiesOf(after);
  const removed = [...earlier.keys()].filter((address) => !later.has(address) && !isPartOfOther(address, later));
  const added = [...later.keys()].filter((address) => !earlier.has(address) && !isPartOfOther(address, earlier));
  const edits: Edit[] = [];
  for (const address of removed) {
    const now = renamedTo(address, added, earlier, later);
    if (now === undefined) edits.push(whole(address, 'removed'));
    else {
      added.splice(added.indexOf(now), 1);
      const details = [{ what: 'name', from: split(address)[1] ?? '', to: split(now)[1] ?? '' }];
      edits.push({ address: now, change: 'renamed', title: titleOf(address), details, was: address });
    }
  }
  const wording: Detail[] = [...wordingOf('program', before.document, after.document)];
  for (const [address, meaning] of earlier) {
    const now = later.get(address);
    if (now === undefined) continue;
    const [from, to] = [partAt(before, address), partAt(after, address)];
    if (now === meaning) wording.push(...wordingOf(titleOf(address), from, to));
    else edits.push({ address, change: 'changed', title: titleOf(address), details: detailsOf(from, to) });
  }
  edits.push(...added.map((address) => whole(address, 'added')));
  const pairs = reordered(before, after);
  if (pairs.length > 0) {
    const details = pairs
      .slice(0, MOST_PAIRS)
      .map(([first, second]) => ({ what: 'order', from: `${first} before ${second}`, to: `${second} before ${first}` }));
    edits.push({ address: 'rule-order', change: 'reordered', title: 'order of rules', details });
  }
  return { edits, wording };
}

/** Limits of approvals, and terms of payment, that are missing differ field by field. */
const partAt = ({ document }: Program, address: string): unknown =>
  writtenAt(document, address) ?? (address === 'approval' || address === 'payment' ? {} : undefined);

/** So many pairs of reordered rules are named. */
const MOST_PAIRS = 20;

/** Tiers go with a partner type that comes or goes. */
function isPartOfOther(address: string, others: ReadonlyMap<string, string>): boolean {
  const [section, name] = split(address);
  return section === 'tiers' && !others.has(`partnerTypes/${name}`);
}

function whole(address: string, change: 'added' | 'removed'): Edit {
  return { address, change, title: titleOf(address), details: [] };
}

/** A rule under another name that says the same. Other things are read by their name, so that a new one is a new thing. */
function renamedTo(
  address: string,
  added: readonly string[],
  earlier: ReadonlyMap<string, string>,
  later: ReadonlyMap<string, string>,
): string | undefined {
  if (!address.startsWith('rules/')) return undefined;
  return added.find((other) => other.startsWith('rules/') && later.get(other) === earlier.get(address));
}

const TITLES: Readonly<Record<string, string>> = {
  partnerTypes: 'partner type',
  tiers: 'tiers of',
  attributes: 'attribute',
  parameters: 'parameter',
  conditions: 'condition',
  measures: 'measure',
  derived: 'derived fact',
  balances: 'balance',
  promises: 'promise',
  protections: 'protection',
  rules: 'rule',
  stacks: 'stack',
  budgets: 'budget',
};

function titleOf(address: string): string {
  const [section, name] = split(address);
  return name === undefined ? section : `${TITLES[section] ?? section} ${name}`;
}

/** Lines for people: “parameter goldRevenue: value from 500000.00 to 400000.00”. */
export function linesOf({ title, change, details }: Edit): readonly string[] {
  if (details.length === 0) return [`${title} ${change}`];
  return details.map((detail) => `${title}: ${sayDetail(detail)}`);
}

export function sayDetail({ what, from, to }: Detail): string {
  if (from === undefined) return `${what} added: ${to ?? ''}`;
  return to === undefined ? `${what} removed: ${from}` : `${what} from ${from} to ${to}`;
}
