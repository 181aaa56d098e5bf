import { Fragment } from 'react';
import { LateInput } from '../form/late-input.tsx';
import { tableRows } from '../table-rows.ts';
import { NumberSlider } from './number-slider.tsx';
import styles from './numbers-view.module.css';
import { useShown } from './scalar-number.tsx';
import { scaleOf } from './scale.ts';

interface Props {
  readonly parameter: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly currency: string;
  readonly isReadOnly: boolean;
  readonly set: (path: readonly (string | number)[], value: unknown) => void;
}

/** A row of the table each. */
export function TableNumbers({ parameter, name, currency, isReadOnly, set }: Props) {
  const unit = String(parameter.unit);
  const shown = useShown(unit, currency);
  const isWhole = unit === 'count' || unit === 'days';
  const rows = tableRows(parameter.value);
  const highest = Math.max(...rows.map(({ value }) => Number(value) || 0));
  const written = (text: string): unknown => (isWhole && /^-?\d+$/.test(text) ? Number(text) : text);
  return (
    <div className={styles.list}>
      {rows.map(({ keys, value }) => {
        const scale = scaleOf(value, isWhole ? 0 : '0', highest > 0 ? String(highest * 2) : '1', isWhole);
        const label = keys.join(', ');
        return (
          <Fragment key={label}>
            <span>{label}</span>
            {scale === undefined ? (
              <span />
            ) : (
              <NumberSlider
                scale={scale}
                value={value}
                name={`${name}, ${label}`}
                shown={shown}
                set={(text) => set(['value', ...keys], written(text))}
                isReadOnly={isReadOnly}
              />
            )}
            <LateInput
              ariaLabel={`${name}, ${label}`}
              value={String(value)}
              onSettle={(text) => set(['value', ...keys], written(text))}
              isReadOnly={isReadOnly}
              isFigure
              w={112}
            />
          </Fragment>
        );
      })}
    </div>
  );
}
