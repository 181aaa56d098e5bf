import type { PartyDecision, Shown } from '../decisions/model.ts';
import type { Promised } from '../program/model.ts';
import { computeApart } from './compute.ts';
import { roundToStep, toFraction, toSteps } from './exact.ts';
import { reader } from './facts.ts';
import { givenSteps } from './given.ts';
import type { Read } from './parameters.ts';
import { promiseKey } from './promised.ts';
import { show, typeOf } from './shown.ts';
import type { Sitting } from './sitting.ts';

/** Writes what is promised now. All of them read what was promised before. */
export async function decidePromises(sitting: Sitting): Promise<PartyDecision['promises']> {
  const { program } = sitting.run;
  const read = reader(sitting);
  const listening = [...program.promises.values()].filter((promise) => promise.on.has(sitting.entry.kind));
  const conditional = listening.filter((promise) => promise.where !== undefined);
  const verdicts = await sitting.run.judge(
    conditional.flatMap(({ where }) => where ?? []),
    read,
  );
  const { digits } = program.currency;
  const written: { promise: Promised; key: string; shown: readonly Shown[]; steps: number }[] = [];
  for (const promise of listening) {
    const at = conditional.indexOf(promise);
    if (at !== -1 && verdicts[at]?.holds !== true) continue;
    const key = promiseKey(promise, read);
    if (key === undefined || sitting.state.promises.has(key)) continue;
    const shown = shownKey(sitting, promise, read);
    const steps = givenSteps(sitting.state.given, promise, shown, digits) ?? reckoned(sitting, promise, read);
    if (steps !== undefined) written.push({ promise, key, shown, steps });
  }
  for (const { key, steps } of written) sitting.state.promises.set(key, steps);
  return written.map(({ promise, shown, steps }) => ({
    promise: promise.name,
    key: shown,
    value: show(program, promise.type, toFraction(promise.type, steps, digits)),
  }));
}

function reckoned(sitting: Sitting, { name, type, formula }: Promised, read: Read): number | undefined {
  const { digits } = sitting.run.program.currency;
  const computed = computeApart(sitting, formula, name, read);
  return computed === undefined ? undefined : toSteps(type, roundToStep(type, computed.value, digits, 'half-even'), digits);
}

const shownKey = ({ run: { program } }: Sitting, { by }: Promised, read: Read): readonly Shown[] =>
  by.flatMap((fact) => {
    const value = read(fact);
    return value === undefined ? [] : [show(program, typeOf(program, fact), value)];
  });
