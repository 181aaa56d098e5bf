import type { Finding } from '../../engine/program/diagnostic.ts';
import type { Built, Placed } from './plan.ts';

/** Findings in a document, by the row and column that they come from. */
export function placed(built: Pick<Built, 'from'>, findings: readonly Finding[]): readonly Placed[] {
  return findings.map(({ code, message, hint, pointer }) => {
    const { row, column } = built.from(pointer);
    const text = `${column === undefined ? '' : `${column}: `}${message}${hint === undefined ? '' : ` ${hint}`}`;
    return { row, fault: { code, message: text, ...(column !== undefined && { column }) }, whole: !/^\/items\/\d+/.test(pointer) };
  });
}
