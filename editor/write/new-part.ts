import type { SourceFile } from './draft/draft-store.ts';
import { inline, nodeAt, setAt, valueAt } from './json.ts';
import type { Part, PartKind } from './outline.ts';

/* A new part, as little as it can be, in the file in which its like stands. */

interface Place {
  readonly file: SourceFile;
  /** What the file becomes. */
  readonly edits: ReturnType<typeof setAt>;
  /** Whether the file is new. */
  readonly isNew: boolean;
  readonly id: Pick<Part, 'file' | 'path'>;
}

const SECTION: Partial<Record<PartKind, string>> = {
  partnerType: 'partnerTypes',
  protection: 'protections',
  parameter: 'parameters',
  measure: 'measures',
  derived: 'derived',
  condition: 'conditions',
  promise: 'promises',
  balance: 'balances',
  stack: 'stacks',
  budget: 'budgets',
  attribute: 'attributes',
};

export function placeNew(kind: PartKind, files: readonly SourceFile[], parts: readonly Part[]): Place | undefined {
  const section = SECTION[kind];
  return section === undefined ? placeRule(kind, files, parts) : placeEntry(kind, section, files, parts);
}

function placeEntry(kind: PartKind, section: string, files: readonly SourceFile[], parts: readonly Part[]): Place | undefined {
  const name = unused(
    kind === 'partnerType' || kind === 'stack' || kind === 'budget' ? 'new-one' : kind === 'attribute' ? 'deal.newOne' : 'newOne',
    kind,
    parts,
  );
  const value = START[kind];
  const own = files.find(({ path }) => path === `${section}.json`);
  const file = own ?? files.find(({ path }) => path === 'program.json');
  if (file === undefined || value === undefined) return undefined;
  const path = own === undefined ? [section, name] : [name];
  return { file, edits: setAt(file.text, path, value), isNew: false, id: { file: file.path, path } };
}

function placeRule(kind: PartKind, files: readonly SourceFile[], parts: readonly Part[]): Place | undefined {
  const event = EVENT[kind];
  if (event === undefined) return undefined;
  const types = parts.filter((part) => part.kind === 'partnerType').map(({ name }) => name);
  const rule = {
    name: unused('new-rule', kind, parts),
    description: '',
    decides: kind,
    for: types.slice(0, 1),
    ...(kind !== 'tier' && { on: [USUAL_ACTIVITY[kind] ?? 'deal-closed'] }),
    ...(kind === 'incentive' && { moves: 'incremental-revenue' }),
    conditions: { all: [{ fact: 'partner.type', operator: 'exists', value: true }] },
    event: { type: kind, params: event },
  };
  // beside the last of its kind
  const sibling = parts.findLast((part) => part.kind === kind);
  const file = files.find(({ path }) => path === (sibling?.file ?? `rules/${kind}.json`));
  if (file === undefined) {
    const path = `rules/${kind}.json`;
    return { file: { path, text: `[\n  ${inline(rule)}\n]\n` }, edits: [], isNew: true, id: { file: path, path: [0] } };
  }
  const at = sibling === undefined ? [] : sibling.path.slice(0, -1);
  const list = valueAt(file.text, at);
  const index = Array.isArray(list) ? list.length : (nodeAt(file.text, at)?.children?.length ?? 0);
  return { file, edits: setAt(file.text, [...at, index], rule), isNew: false, id: { file: file.path, path: [...at, index] } };
}

function unused(name: string, kind: PartKind, parts: readonly Part[]): string {
  const used = new Set(parts.filter((part) => part.kind === kind || name === 'new-rule').map((part) => part.name));
  let candidate = name;
  for (let number = 2; used.has(candidate); number += 1) candidate = name.includes('-') ? `${name}-${number}` : `${name}${number}`;
  return candidate;
}

const START: Partial<Record<PartKind, unknown>> = {
  partnerType: { name: 'New type', objective: '', produces: ['enrollment', 'deal-closed'] },
  protection: { scope: ['customer.id'], days: 'days(90)' },
  parameter: { type: 'rate', value: '0.1', min: '0', max: '1', description: '' },
  measure: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year', description: '' },
  derived: { type: 'money', formula: 'deal.amount', description: '' },
  condition: { all: [{ fact: 'partner.type', operator: 'exists', value: true }] },
  promise: { type: 'rate', by: ['deal.id'], on: ['registration-approved'], formula: '0.1' },
  balance: { type: 'money', description: '' },
  stack: { combine: 'sum', of: [] },
  budget: { amount: 'money("10000")', of: [], window: 'fiscal-year' },
  attribute: { type: 'boolean', of: ['deal-closed'], description: '' },
};

const EVENT: Partial<Record<PartKind, unknown>> = {
  enrollment: { outcome: 'accept' },
  tier: { level: '' },
  benefit: { benefit: 'new-benefit', grant: '' },
  gate: { gate: 'sell', effect: 'open' },
  registration: { outcome: 'approve' },
  routing: { outcome: 'route', to: 'partner-desk' },
  incentive: { incentive: 'new-incentive', payee: 'partner', amount: 'deal.amount * 0.01' },
  mdf: { outcome: 'approve', amount: 'mdf.asked' },
  obligation: { obligation: 'new-obligation', payer: 'partner', amount: 'money("0")' },
};

const USUAL_ACTIVITY: Partial<Record<PartKind, string>> = {
  enrollment: 'enrollment',
  registration: 'registration-submitted',
  routing: 'co-sell-request',
  mdf: 'mdf-request',
  obligation: 'shipment-report',
};
