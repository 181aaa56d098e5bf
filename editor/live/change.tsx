import { Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { isNegative, isZero } from './decimal.ts';

interface Props {
  readonly amount: string;
  readonly currency: string;
  /** Whose good a rise is: what partners win, the vendor pays. Missing: nobody's. */
  readonly goodFor?: 'partner';
  readonly size?: 'xs' | 'sm' | 'md';
  /** In a column of many: what stays the same is no figure to be read. */
  readonly isQuiet?: boolean;
}

/** A difference with its sign; coloured only where it is somebody's gain. */
export function Change({ amount, currency, goodFor, size = 'sm', isQuiet = false }: Props) {
  const { moneyChange } = useFormats();
  const color = isZero(amount) ? 'dimmed' : goodFor === undefined ? undefined : isNegative(amount) ? 'var(--bad)' : 'var(--good)';
  if (isQuiet && isZero(amount))
    return (
      <Text component="span" size={size} c="dimmed">
        <span aria-hidden>–</span>
        <span className="visually-hidden">the same</span>
      </Text>
    );
  return (
    <Text component="span" size={size} className="figures" {...(color !== undefined && { c: color })}>
      {moneyChange(amount, currency)}
    </Text>
  );
}
