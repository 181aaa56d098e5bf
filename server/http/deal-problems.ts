/** What deal time can't do, told as problems. */
import type { Principal } from '../access/principal.ts';
import { DecidersDiffer } from '../deals/deciders-differ.ts';
import type { Recorded } from '../deals/model.ts';
import { Refusal } from '../deals/refusal.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { Problem, type ProblemCode, type ProblemFinding } from './problem.ts';
import { kept } from './stored.ts';

/** Does something at deal time. `unknown`: what it is when what is named isn't there; `at`: where in the body the document stands. */
export async function dealt<T>(unknown: ProblemCode, work: () => Promise<T>, at = ''): Promise<T> {
  try {
    return await kept(unknown, work);
  } catch (error) {
    if (error instanceof DecidersDiffer) throw new Problem('evaluators-differ', error.message);
    if (error instanceof Refusal) throw new Problem('invalid-activity', error.message, placed(error.findings, at));
    throw error;
  }
}

/** A key that is bound to programs asks of those alone. */
export function holdToProgram({ programs }: Principal, program: string): void {
  if (programs === undefined || programs.has(program)) return;
  throw new Problem('not-allowed', `This key is bound to ${[...programs].join(', ')}.`);
}

/** Of what wasn't recorded, or was and lost; undefined: it went well. */
export function problemOf({ status, activity, findings, heldUntil, decision }: Recorded, at: string): Problem | undefined {
  if (status === 'refused')
    return new Problem('invalid-activity', 'Nothing was recorded; each finding says where and why.', placed(findings, at));
  if (status === 'conflict') {
    const told = `Revision ${activity?.revision ?? ''} of ${activity?.id ?? ''} is recorded already, and says something else.`;
    return new Problem('revision-conflict', told, placed(findings, at));
  }
  if (heldUntil === undefined) return undefined;
  return new Problem(
    'held-by-another',
    `What it asks for is held until ${heldUntil}. It is recorded, and is looked at again when that ends.`,
    [],
    {},
    { until: heldUntil, ...(decision && { decision: decision.ids[0] }) },
  );
}

const placed = (findings: readonly Finding[], at: string): readonly ProblemFinding[] =>
  findings.map(({ pointer, message, hint }) => ({ pointer: at + pointer, message, ...(hint !== undefined && { hint }) }));
