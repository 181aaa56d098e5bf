import { RATE_DECIMALS } from '../facts/value.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Check } from './check.ts';
import { deepReads, formulaReads, ruleFormulas } from './reads.ts';

const ONE = 10 ** RATE_DECIMALS;

/** A warning: who writes 5 for five per cent pays five times the deal. A number that only conditions compare may be any. */
export const rateAboveOne: Check = {
  name: 'rate-above-one',
  about: 'A rate above 1 is more than the whole, and mostly a percentage written without its point.',
  *run({ document, program }) {
    const rise = Number(document.approval?.payoutRise ?? 0) * ONE;
    if (rise > ONE) yield finding(rise, '/approval/payoutRise');
    const reckonedWith = new Set(
      program.rules.flatMap((rule) =>
        ruleFormulas(rule).flatMap((formula) => [...deepReads(program, formulaReads(formula))].map(({ fact }) => fact)),
      ),
    );
    for (const parameter of program.parameters.values()) {
      if (!reckonedWith.has(`parameter.${parameter.name}`)) continue;
      const pointer = `/parameters/${parameter.name}/value`;
      if (parameter.kind === 'scalar' && parameter.type === 'rate' && Number(parameter.value) > ONE)
        yield finding(Number(parameter.value), pointer);
      if (parameter.kind === 'bands' && parameter.unit === 'rate') {
        for (const [index, { rate }] of parameter.bands.entries()) if (rate > ONE) yield finding(rate, `${pointer}/${index}/rate`);
      }
      if (parameter.kind === 'table' && parameter.type === 'rate') {
        for (const [key, rate] of parameter.rows) if (rate > ONE) yield finding(rate, `${pointer}/${key.replaceAll('\u0000', '/')}`);
      }
    }
  },
};

const finding = (rate: number, pointer: string): Finding => ({
  code: 'rate-above-one',
  severity: 'warning',
  message: `A rate of ${rate / ONE} is ${(rate / ONE) * 100} per cent.`,
  hint: `If ${rate / ONE} per cent are meant, write "${rate / ONE / 100}".`,
  pointer,
});
