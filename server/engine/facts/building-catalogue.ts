import type { Finding } from '../program/diagnostic.ts';
import type { FactSpec, KindSpec } from './catalogue.ts';
import { baseCatalogue } from './schema-catalogue.ts';

/** The catalogue of a program on its way: what is known so far, and what was found. */
export class BuildingCatalogue {
  readonly facts = new Map<string, FactSpec>(baseCatalogue.facts);
  readonly kinds = new Map<string, KindSpec>(baseCatalogue.kinds);
  readonly findings: Finding[] = [];

  report(code: string, message: string, pointer: string, hint?: string, atKey = false): void {
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }), ...(atKey && { atKey }) });
  }
}
