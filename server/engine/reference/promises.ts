import type { PartyDecision } from '../decisions/model.ts';
import type { Promised } from '../program/model.ts';
import { computeApart } from './compute.ts';
import { judge } from './conditions.ts';
import { roundToStep, toFraction, toSteps } from './exact.ts';
import { reader } from './facts.ts';
import { promiseKey } from './promised.ts';
import { show, typeOf } from './run.ts';
import type { Sitting } from './sitting.ts';

/** Writes what is promised now. All of them read what was promised before. */
export async function decidePromises(sitting: Sitting): Promise<PartyDecision['promises']> {
  const { program } = sitting.run;
  const read = reader(sitting);
  const listening = [...program.promises.values()].filter((promise) => promise.on.has(sitting.entry.kind));
  const conditional = listening.filter((promise) => promise.where !== undefined);
  const verdicts = await judge(
    program,
    conditional.flatMap(({ where }) => where ?? []),
    read,
  );
  const written: { promise: Promised; key: string; steps: number }[] = [];
  for (const promise of listening) {
    const at = conditional.indexOf(promise);
    if (at !== -1 && verdicts[at]?.holds !== true) continue;
    const key = promiseKey(promise, read);
    if (key === undefined || sitting.state.promises.has(key)) continue;
    const computed = computeApart(sitting, promise.formula, promise.name, read);
    if (computed === undefined) continue;
    const rounded = roundToStep(promise.type, computed.value, program.currency.digits, 'half-even');
    written.push({ promise, key, steps: toSteps(promise.type, rounded, program.currency.digits) });
  }
  for (const { key, steps } of written) sitting.state.promises.set(key, steps);
  return written.map(({ promise, steps }) => ({
    promise: promise.name,
    key: promise.by.flatMap((fact) => {
      const value = read(fact);
      return value === undefined ? [] : [show(program, typeOf(program, fact), value)];
    }),
    value: show(program, promise.type, toFraction(promise.type, steps, program.currency.digits)),
  }));
}
