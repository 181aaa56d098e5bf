import type { Finding } from '../program/diagnostic.ts';
import type { Program } from '../program/model.ts';
import { didYouMean, nameHint } from '../program/wording.ts';
import { type Refusal, readDate, readText, refusalMessage } from './read.ts';
import { type ProgramReader, readerOf } from './reader.ts';
import type { Day } from './value.ts';

/** What both intakes share: the reader of the program, and a list of what was found. */
export class Intake {
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
