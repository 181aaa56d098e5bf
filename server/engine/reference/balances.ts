/** Balances: what lines move, each for its keys. They belong to an enrollment. */
import Fraction from 'fraction.js';
import type { Shown } from '../decisions/model.ts';
import type { Balance } from '../program/model.ts';
import { termAgreement } from './agreements.ts';
import { fiscalPeriod } from './calendar.ts';
import { type RefValue, toFraction } from './exact.ts';
import { keyText } from './keys.ts';
import type { Read } from './parameters.ts';
import { show } from './shown.ts';
import type { Sitting } from './sitting.ts';

/** The key of the balance here; undefined where a part of it is missing. */
export function balanceKey(sitting: Sitting, balance: Balance, read: Read): string | undefined {
  return keyText(
    balance.name,
    balance.per.map((part) => keyPart(sitting, part, read)),
  );
}

function keyPart(sitting: Sitting, part: string, read: Read): RefValue | undefined {
  const { calendar } = sitting.run.program;
  const { day } = sitting.entry;
  switch (part) {
    case 'term':
      return termAgreement(sitting.agreements, day)?.id;
    case 'fiscal-quarter':
      return new Fraction(fiscalPeriod(calendar, 'quarter', day).from);
    case 'fiscal-year':
      return new Fraction(fiscalPeriod(calendar, 'year', day).from);
    default:
      return read(part);
  }
}

/** balance.NAME as it stands before the activity: 0 where nothing has moved it, missing without its key. */
export function balanceValue(sitting: Sitting, name: string, read: Read): Fraction | undefined {
  const { program } = sitting.run;
  const balance = program.balances.get(name);
  const key = balance === undefined ? undefined : balanceKey(sitting, balance, read);
  if (balance === undefined || key === undefined) return undefined;
  return toFraction(balance.type, sitting.enrollment.balances.get(key) ?? 0, program.currency.digits);
}

/** A balance that lines of this activity have moved. */
export interface Move {
  readonly type: Balance['type'];
  readonly before: Fraction;
  readonly after: Fraction;
}

/** By key. */
export type Moved = ReadonlyMap<string, Move>;

/** All balances for the party's keys, after the activity. */
export function shownBalances(sitting: Sitting, moved: Moved, read: Read): Readonly<Record<string, Shown>> {
  const shown: Record<string, Shown> = {};
  for (const balance of sitting.run.program.balances.values()) {
    const key = balanceKey(sitting, balance, read);
    const value = key === undefined ? undefined : (moved.get(key)?.after ?? balanceValue(sitting, balance.name, read));
    if (value !== undefined) shown[balance.name] = show(sitting.run.program, balance.type, value);
  }
  return shown;
}
