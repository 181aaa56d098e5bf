import type { ProgramDocument } from '../../../../schemas/types.ts';
import { split, writtenAt } from './entities.ts';
import type { Edit } from './model.ts';

type Rules = ProgramDocument['rules'];

/** The earlier version with some of the edits that lead to the later one. Whether the checks let it pass is for the caller to see. */
export function applyEdits(before: ProgramDocument, after: ProgramDocument, edits: readonly Edit[]): ProgramDocument {
  const document = structuredClone(before) as ProgramDocument & Record<string, unknown>;
  for (const edit of edits) {
    const [section, name] = split(edit.address);
    if (section === 'rules' || section === 'rule-order') continue;
    const now = structuredClone(writtenAt(after, edit.address));
    if (name === undefined) setField(document, section, now);
    else if (section === 'tiers') setField(document.partnerTypes[name] as unknown as Record<string, unknown>, 'tiers', now);
    else if (section === 'partnerTypes' && edit.change === 'removed') delete document.partnerTypes[name];
    else if (section === 'partnerTypes') document.partnerTypes = { ...document.partnerTypes, ...typeWith(before, after, edit, name) };
    else setField(sectionOf(document, section), name, now);
  }
  document.rules = rulesWith(before.rules, after.rules, edits);
  return document;
}

function setField(of: Record<string, unknown>, field: string, value: unknown): void {
  if (value === undefined) delete of[field];
  else of[field] = value;
}

function sectionOf(document: Record<string, unknown>, section: string): Record<string, unknown> {
  const known = document[section];
  if (typeof known === 'object' && known !== null) return known as Record<string, unknown>;
  const fresh: Record<string, unknown> = {};
  document[section] = fresh;
  return fresh;
}

/** A type that is new comes with its tiers; of one that was there they are an edit of their own. */
function typeWith(before: ProgramDocument, after: ProgramDocument, edit: Edit, name: string): ProgramDocument['partnerTypes'] {
  const now = structuredClone(after.partnerTypes[name]);
  if (now === undefined) return {};
  if (edit.change === 'added') return { [name]: now };
  const { tiers: _, ...rest } = now;
  const tiers = before.partnerTypes[name]?.tiers;
  return { [name]: { ...rest, ...(tiers && { tiers: structuredClone(tiers) }) } };
}

function rulesWith(before: Rules, after: Rules, edits: readonly Edit[]): Rules {
  const changes = new Map(
    edits.filter(({ address }) => address.startsWith('rules/')).map((edit) => [split(edit.was ?? edit.address)[1], edit]),
  );
  const later = new Map(after.map((rule) => [rule.name, rule]));
  const rules: Rules = before.flatMap((rule) => {
    const edit = changes.get(rule.name);
    if (edit === undefined || edit.change === 'added') return [rule];
    const now = later.get(split(edit.address)[1] ?? '');
    // which rule goes first is the edit of the order
    return now === undefined || edit.change === 'removed' ? [] : [withPriority(now, rule.priority)];
  });
  for (const [place, rule] of after.entries()) {
    if (changes.get(rule.name)?.change !== 'added') continue;
    const earlier = new Set(after.slice(0, place).map(({ name }) => name));
    rules.splice(rules.findLastIndex(({ name }) => earlier.has(name)) + 1, 0, rule);
  }
  return edits.some(({ address }) => address === 'rule-order') ? inOrderOf(rules, after) : rules;
}

function withPriority<R extends Rules[number]>(rule: R, priority: number | undefined): R {
  const { priority: _, ...rest } = rule;
  return { ...rest, ...(priority !== undefined && { priority }) } as R;
}

/** Rules that the later version has stand as there, with its priorities; others stay behind their neighbours. */
function inOrderOf(rules: Rules, after: Rules): Rules {
  const places = new Map(after.map(({ name }, place) => [name, place]));
  let last = -1;
  const placed = rules.map((rule) => {
    const place = places.get(rule.name);
    if (place !== undefined) last = place;
    const priority = place === undefined ? rule.priority : after[place]?.priority;
    return { rule: withPriority(rule, priority), place: place ?? last };
  });
  return placed.sort((a, b) => a.place - b.place).map(({ rule }) => rule);
}
