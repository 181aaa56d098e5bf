/** Facts as one party finds them at an activity, wherever they come from. */
import Fraction from 'fraction.js';
import { enrollmentKey } from '../facts/activity.ts';
import { termAgreement } from './agreements.ts';
import { balanceValue } from './balances.ts';
import { type RefValue, toFraction, toRefValue } from './exact.ts';
import { protectionSeen } from './leaves.ts';
import { parameterValue, type Read } from './parameters.ts';
import { promisedValue } from './promised.ts';
import { keyOfParty, type RecordOf, recordedFact } from './records.ts';
import { typeOf } from './shown.ts';
import type { Reading, Sitting } from './sitting.ts';

/** A reader of facts as they stand now; it remembers derived facts, so make a new one when something was decided. */
export function reader(sitting: Sitting, reading: Reading = {}): Read {
  const derived = new Map<string, RefValue | undefined>();
  const read: Read = (fact) => {
    if (reading.over?.has(fact)) return reading.over.get(fact);
    if (!fact.startsWith('derived.')) return factValue(sitting, reading, fact, read);
    if (!derived.has(fact)) derived.set(fact, derivedValue(sitting, fact, read));
    return derived.get(fact);
  };
  return read;
}

function factValue(sitting: Sitting, { item, stored }: Reading, fact: string, read: Read): RefValue | undefined {
  const { program } = sitting.run;
  const [group = '', name = ''] = fact.split('.');
  switch (group) {
    case 'parameter':
      return parameterValue(program, fact, sitting.party.terms, read);
    case 'measure':
      return sitting.measures.read(name, 'with', item);
    case 'before':
      return sitting.measures.read(name, 'before', item);
    case 'balance':
      return balanceValue(sitting, name, read);
    case 'promise':
      return promisedValue(program, sitting.state.promises, name, read);
    case 'protection':
      return protectionSeen(sitting, name, read);
    case 'gate':
    case 'outcome':
      return (item === undefined ? undefined : sitting.decidedOfItems.get(`${item} ${fact}`)) ?? sitting.decided.get(fact);
    case 'term':
      return termDay(sitting, fact);
  }
  if (fact === 'cancelled.daysSince') return daysSinceCancelled(sitting);
  const record: RecordOf = { entry: sitting.entry, party: sitting.index, ...(item === undefined ? {} : { item }) };
  const value = recordedFact(record, fact) ?? stored?.facts.get(fact);
  return value === undefined ? undefined : toRefValue(typeOf(program, fact), value, program.currency.digits);
}

/** A formula that fails makes its fact missing. */
function derivedValue(sitting: Sitting, fact: string, read: Read): RefValue | undefined {
  const derived = sitting.run.program.derived.get(fact.slice('derived.'.length));
  return derived === undefined ? undefined : sitting.run.formula(derived.formula, read).value;
}

function termDay(sitting: Sitting, fact: string): RefValue | undefined {
  const agreement = termAgreement(sitting.agreements, sitting.entry.day);
  const day = fact === 'term.start' ? agreement?.startsOn : agreement?.endsOn;
  return day === undefined ? undefined : toFraction('date', day, 0);
}

/** The activity that this one cancels, of the same source and enrollment: its index in the history. */
export function cancelledEntry(sitting: Sitting): number | undefined {
  const id = sitting.entry.facts.get('cancelled.activity');
  const own = enrollmentKey(sitting.party.partner, sitting.party.partnerType);
  const found = sitting.state.history.findLastIndex(
    (entry) => entry.id === id && entry.source === sitting.entry.source && entry.parties.some((party) => keyOfParty(party) === own),
  );
  return found === -1 ? undefined : found;
}

function daysSinceCancelled(sitting: Sitting): RefValue | undefined {
  const index = cancelledEntry(sitting);
  const cancelled = index === undefined ? undefined : sitting.state.history[index];
  return cancelled === undefined ? undefined : new Fraction(sitting.entry.day - cancelled.day);
}
