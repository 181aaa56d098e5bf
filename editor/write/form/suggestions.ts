import { refName, resolved, type Shape } from '../shape.ts';
import { useForm } from './form-context.ts';

interface Suggestions {
  readonly known: readonly string[];
  /** Nothing else makes sense there. */
  readonly isClosed: boolean;
}

/** What may stand in a list. */
export function useSuggestions(name: string, shape: Shape): Suggestions {
  const { names } = useForm();
  const full = resolved(shape);
  const items = full.items ?? {};
  const { enum: allowed } = resolved(items);
  const kinds = (): readonly string[] => [...names.catalogue.kinds.keys()];
  if (allowed !== undefined) return { known: allowed, isClosed: true };
  if (refName(shape) === 'partnerTypeNames') return { known: names.partnerTypes, isClosed: true };
  if (refName(shape) === 'kinds' || name === 'produces') return { known: kinds(), isClosed: true };
  if (refName(items) === 'factName') return { known: [...names.catalogue.facts.keys()], isClosed: true };
  if (name === 'reverses') return { known: names.incentives, isClosed: true };
  if (name === 'of' && refName(items) === 'kebabName') return { known: [...names.incentives, ...names.stacks], isClosed: true };
  if (name === 'of') return { known: [...kinds(), ...names.incentives.map((each) => `line:${each}`)], isClosed: true };
  return { known: [], isClosed: false };
}
