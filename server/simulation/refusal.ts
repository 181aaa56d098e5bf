import type { Finding } from '../engine/program/diagnostic.ts';

/** The request says nothing that can be folded; what is wrong with it is in the findings, placed in it. */
export class RequestRefused extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings[0]?.message ?? 'the request was refused');
    this.name = 'RequestRefused';
    this.findings = findings;
  }
}

export const finding = (code: string, message: string, pointer: string, hint?: string): Finding => ({
  code,
  severity: 'error',
  message,
  pointer,
  ...(hint !== undefined && { hint }),
});

export function refuse(code: string, message: string, pointer: string, hint?: string): never {
  throw new RequestRefused([finding(code, message, pointer, hint)]);
}
