import type { SideResult, SimulationRequest, SimulationResult } from '../../schemas/types.ts';
import { hashText } from '../engine/program/hash.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/open-store.ts';
import { getQuestion, getSimulation, simulationResult } from '../store/simulations.ts';
import type { DatedVersion } from './in-force.ts';
import type { Evidence, LifecycleFinding } from './model.ts';

/** What a simulation has to have folded, to say what a submission would come to. */
export interface Wanted {
  readonly program: string;
  readonly currency: string;
  /** Of the draft. */
  readonly version: string;
  readonly effectiveFrom: string;
  readonly past: boolean;
  /** The timeline as it is now; undefined: the program is new. */
  readonly baseline: readonly DatedVersion[] | undefined;
  /** Of it the version that the draft takes the place of on its first day. */
  readonly replaces: string | undefined;
}

export interface Simulated {
  readonly history: Evidence['history'];
  readonly simulation: Evidence['simulation'];
  /** Undefined: the program is new. */
  readonly before: SideResult | undefined;
  readonly after: SideResult;
}

export type SimulatedRead =
  | { readonly ok: true; readonly simulated: Simulated }
  | { readonly ok: false; readonly findings: readonly LifecycleFinding[] };

/** A simulation as it is stored, held against what is to be shown: exactly that, or every lack. */
export async function readSimulated(store: Store, id: string, wanted: Wanted): Promise<SimulatedRead> {
  const findings: LifecycleFinding[] = [];
  const lack = (message: string, hint?: string): void => {
    findings.push({ pointer: '/simulation', message, ...(hint !== undefined && { hint }) });
  };
  const stored = await found(store, id);
  if (stored === undefined) {
    lack(`There is no simulation ${id.slice(0, 100)}.`, askFor(wanted));
    return { ok: false, findings };
  }
  const text = stored.state === 'done' ? await simulationResult(store, id) : undefined;
  if (text === undefined) {
    lack(`The simulation is ${stored.state}, and has no result.`, `GET /v1/simulations/${id} says how it stands.`);
    return { ok: false, findings };
  }
  const result = JSON.parse(text) as SimulationResult;
  const request = JSON.parse((await getQuestion(store, id)).request) as SimulationRequest;
  if (request.filter !== undefined && Object.keys(request.filter).length > 0)
    lack('The simulation counts only a part of the history.', 'Ask it without `filter`.');
  if (request.until !== undefined) lack(`The simulation ends on ${request.until}, not with the history.`, 'Ask it without `until`.');
  if (result.currency !== wanted.currency)
    lack(`The history is in ${result.currency}, and the program in ${wanted.currency}.`, 'Take a history in the same currency.');
  const [baseline, ...candidates] = result.sides;
  const before = foldedBefore(wanted);
  if (before !== undefined && (baseline?.program !== wanted.program || !same(baseline.versions, before))) {
    const is = wanted.past ? 'the timeline as it is now' : `the version in force on ${wanted.effectiveFrom}, alone`;
    lack(`Its baseline is not ${is}.`, askFor(wanted));
  }
  const from = wanted.past && wanted.baseline !== undefined ? wanted.effectiveFrom : null;
  if (result.inForceFrom !== from) lack(sayInForceFrom(result.inForceFrom, wanted), askFor(wanted));
  const after = candidates.find(
    ({ program, rival, versions }) => program === wanted.program && !(rival && wanted.baseline) && same(versions, folded(wanted)),
  );
  if (after === undefined && findings.length === 0) lack(sayCandidates(candidates, wanted), askFor(wanted));
  for (const { name, sample } of [baseline, after].filter((side) => side !== undefined)) {
    if (sample === undefined || sample.agreed === sample.lines) continue;
    lack(
      `The evaluators disagree on ${sample.lines - sample.agreed} of ${sample.lines} lines of ${name}: one of them is wrong, and nothing is approved by that.`,
    );
  }
  if (after === undefined || findings.length > 0) return { ok: false, findings };
  const simulation = { id, request: stored.requestHash, result: hashText(text), inForceFrom: result.inForceFrom };
  const history = { id: stored.history, hash: stored.historyHash };
  return { ok: true, simulated: { history, simulation, before: wanted.baseline && baseline, after } };
}

async function found(store: Store, id: string): ReturnType<typeof getSimulation> extends Promise<infer S> ? Promise<S | undefined> : never {
  try {
    return await getSimulation(store, id);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * The versions that the baseline consists of. Of a day to come: the one that the draft takes the place of, as if it too had
 * always been in force, so that the difference is that of what they say. Of a past day: the timeline as it is.
 */
function foldedBefore({ past, baseline, replaces }: Wanted): readonly DatedVersion[] | undefined {
  if (past || replaces === undefined) return baseline;
  return [{ version: replaces, effectiveFrom: null }];
}

/**
 * The versions that the candidate consists of. Of a day to come: the draft as if it had always been in force, since no
 * history reaches there. Of a past day: the timeline as it will be, which is what reconcile will post by.
 */
function folded({ version, effectiveFrom, past, baseline }: Wanted): readonly DatedVersion[] {
  if (!past) return [{ version, effectiveFrom: null }];
  const others = (baseline ?? []).filter((entry) => entry.effectiveFrom !== effectiveFrom);
  const from = ({ effectiveFrom: day }: DatedVersion): string => day ?? '';
  return [...others, { version, effectiveFrom }].sort((a, b) => (from(a) < from(b) ? -1 : 1));
}

const same = (versions: SideResult['versions'], wanted: readonly DatedVersion[]): boolean =>
  versions.length === wanted.length &&
  versions.every(({ hash, effectiveFrom }, index) => hash === wanted[index]?.version && effectiveFrom === wanted[index]?.effectiveFrom);

function sayInForceFrom(inForceFrom: string | null, { past, effectiveFrom, baseline }: Wanted): string {
  const found =
    inForceFrom === null ? 'The simulation has candidates always in force' : `The simulation has candidates in force from ${inForceFrom}`;
  if (past && baseline !== undefined) return `${found}; the version is to be in force from ${effectiveFrom}, which is past.`;
  return `${found}; of a ${past ? 'new program' : 'day that is not past'} it is asked without \`inForceFrom\`.`;
}

function sayCandidates(candidates: readonly SideResult[], { version, program }: Wanted): string {
  const is = `the draft of ${program} as it stands is version ${version.slice(0, 12)}`;
  if (candidates.some(({ versions }) => versions.some(({ hash }) => hash === version)))
    return `No candidate has the draft in force on the right days: ${is}.`;
  const names = candidates.map(({ name, versions }) => `${name} (${versions.map(({ hash }) => hash.slice(0, 12)).join(', ')})`);
  return `No candidate is what is submitted: ${is}, and the simulation has ${names.join(', ')}.`;
}

/** The question whose answer would do. */
function askFor({ program, effectiveFrom, past, baseline }: Wanted): string {
  if (baseline === undefined && past)
    return `POST /v1/simulations with the draft's document as the candidate's "documents", "effectiveFrom": "${effectiveFrom}" in it, and without "inForceFrom".`;
  const on = past ? '' : `, "on": "${effectiveFrom}"`;
  const base = baseline === undefined ? '{ "draft": … }' : `{ "program": "${program}"${on} }`;
  const day = past ? `, "inForceFrom": "${effectiveFrom}"` : '';
  return `POST /v1/simulations with "baseline": ${base}, "candidates": [{ "draft": … }]${day}.`;
}
