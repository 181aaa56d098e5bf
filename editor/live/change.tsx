import { Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { isNegative, isZero } from './decimal.ts';

interface Props {
  readonly amount: string;
  readonly currency: string;
  /** Whose good a rise is: what partners win, the vendor pays. Missing: nobody's. */
  readonly goodFor?: 'partner';
  readonly size?: 'xs' | 'sm' | 'md';
}

/** A difference with its sign; coloured only where it is somebody's gain. */
export function Change({ amount, currency, goodFor, size = 'sm' }: Props) {
  const { moneyChange } = useFormats();
  const color = isZero(amount) ? 'dimmed' : goodFor === undefined ? undefined : isNegative(amount) ? 'var(--bad)' : 'var(--good)';
  return (
    <Text component="span" size={size} className="figures" {...(color !== undefined && { c: color })}>
      {moneyChange(amount, currency)}
    </Text>
  );
}
