import { Select, Switch } from '@mantine/core';
import { useFormats } from '../../ui/formats.ts';
import { LateInput } from '../form/late-input.tsx';
import { NumberSlider } from './number-slider.tsx';
import styles from './numbers-view.module.css';
import { scaleOf } from './scale.ts';

interface Props {
  readonly parameter: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly currency: string;
  readonly isReadOnly: boolean;
  readonly set: (value: unknown) => void;
}

/** One value, in its bounds. */
export function ScalarNumber({ parameter, name, currency, isReadOnly, set }: Props) {
  const { type, value, min, max, choices } = parameter;
  const shown = useShown(String(type), currency);
  if (type === 'boolean')
    return (
      <Switch
        aria-label={name}
        checked={value === true}
        onChange={({ currentTarget }) => set(currentTarget.checked)}
        disabled={isReadOnly}
      />
    );
  if (Array.isArray(choices))
    return (
      <Select
        aria-label={name}
        data={choices.map(String)}
        value={String(value)}
        onChange={(next) => next !== null && set(next)}
        allowDeselect={false}
        readOnly={isReadOnly}
      />
    );
  const isWhole = type === 'count' || type === 'days';
  const written = (text: string): unknown => (isWhole && /^-?\d+$/.test(text) ? Number(text) : text);
  const scale = type === 'text' || type === 'date' ? undefined : scaleOf(value, min, max, isWhole);
  return (
    <div className={styles.scalar}>
      {scale !== undefined && (
        <NumberSlider
          scale={scale}
          value={value}
          name={name}
          shown={shown}
          set={(text) => set(written(text))}
          isReadOnly={isReadOnly}
          className={styles.slider}
        />
      )}
      <LateInput
        ariaLabel={name}
        value={String(value ?? '')}
        onSettle={(text) => set(written(text))}
        isReadOnly={isReadOnly}
        type={type === 'date' ? 'date' : 'text'}
        isFigure={scale !== undefined}
        w={scale === undefined ? 200 : 112}
      />
    </div>
  );
}

/** A number as its type is read. */
export function useShown(type: string, currency: string): (text: string) => string {
  const { money, rate, count } = useFormats();
  if (type === 'money' || type === 'price') return (text) => money(text, currency);
  return type === 'rate' ? rate : (text) => count(Number(text));
}
