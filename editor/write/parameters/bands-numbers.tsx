import { Fragment } from 'react';
import { useFormats } from '../../ui/formats.ts';
import type { Band, BandsParameter } from '../catalogue.ts';
import { LateInput } from '../form/late-input.tsx';
import { BandsCurve } from '../form/numbers/bands-curve.tsx';
import { NumberSlider } from './number-slider.tsx';
import styles from './numbers-view.module.css';
import { useShown } from './scalar-number.tsx';
import { scaleOf } from './scale.ts';

interface Props {
  readonly parameter: Readonly<Record<string, unknown>>;
  readonly currency: string;
  readonly isReadOnly: boolean;
  readonly set: (path: readonly (string | number)[], value: unknown) => void;
}

/** The rate of each band, to be drawn at. Where bands start is changed in the form. */
export function BandsNumbers({ parameter, currency, isReadOnly, set }: Props) {
  const { moneyRound, count } = useFormats();
  const unit = String(parameter.unit);
  const shown = useShown(unit, currency);
  const bands = (Array.isArray(parameter.value) ? parameter.value : []) as readonly Band[];
  const highest = Math.max(...bands.map((band) => Number(band.rate) || 0));
  const most = highest > 0 ? String(unit === 'rate' && highest <= 0.5 ? Math.min(1, highest * 2) : highest * 2) : '1';
  const from = (band: Band): string =>
    parameter.over === 'count' ? `unit ${count(Number(band.from))}` : moneyRound(String(band.from), currency);
  return (
    <>
      <BandsCurve parameter={{ ...parameter, value: bands } as BandsParameter} currency={currency} height={64} />
      <div className={styles.list}>
        {bands.map((band, index) => {
          const scale = scaleOf(band.rate, '0', most, false);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a band is the first, second, third
            <Fragment key={index}>
              <span className="figures">from {from(band)}</span>
              {scale === undefined ? (
                <span />
              ) : (
                <NumberSlider
                  scale={scale}
                  value={band.rate}
                  name={`from ${from(band)}`}
                  shown={shown}
                  set={(text) => set(['value', index, 'rate'], text)}
                  isReadOnly={isReadOnly}
                />
              )}
              <LateInput
                ariaLabel={`Rate from ${from(band)}`}
                value={String(band.rate)}
                onSettle={(text) => set(['value', index, 'rate'], text)}
                isReadOnly={isReadOnly}
                isFigure
                w={112}
              />
            </Fragment>
          );
        })}
      </div>
    </>
  );
}
