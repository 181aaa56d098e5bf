import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { BandsParameter } from '../../catalogue.ts';
import type { Path } from '../../json.ts';
import { useChanges, useForm } from '../form-context.ts';
import { LateInput } from '../late-input.tsx';
import styles from './bands.module.css';
import { BandsCurve } from './bands-curve.tsx';

interface Props {
  readonly parameter: BandsParameter;
  /** Of the list of bands. */
  readonly path: Path;
}

/** Bands as a table, and drawn beside it. */
export function BandsTable({ parameter, path }: Props) {
  const { names, isReadOnly } = useForm();
  const changes = useChanges();
  const { value: bands, over, unit } = parameter;
  const last = bands.at(-1);
  const next = Number(last?.from ?? 0);
  const add = (): void => {
    const from = over === 'count' ? Math.max(next * 2, next + 1) : (next === 0 ? 100_000 : next * 2).toFixed(2);
    changes.insert(path, bands.length, { from, rate: last?.rate ?? '0' });
  };
  return (
    <div className={styles.both}>
      <div>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{over === 'money' ? `From (${names.currency})` : 'From unit'}</th>
              <th scope="col">{unit === 'rate' ? 'Rate' : unit === 'price' ? 'Price a unit' : 'Sum'}</th>
              <th scope="col">
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {bands.map((band, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a band is the first, second, third
              <tr key={index}>
                <td>
                  <LateInput
                    ariaLabel={`Band ${index + 1} from`}
                    value={String(band.from)}
                    onSettle={(text) => changes.set([...path, index, 'from'], over === 'count' && /^\d+$/.test(text) ? Number(text) : text)}
                    isReadOnly={isReadOnly}
                    isFigure
                    w={130}
                  />
                </td>
                <td>
                  <LateInput
                    ariaLabel={`Band ${index + 1} rate`}
                    value={band.rate}
                    onSettle={(text) => changes.set([...path, index, 'rate'], text)}
                    isReadOnly={isReadOnly}
                    isFigure
                    w={100}
                  />
                </td>
                <td>
                  {!isReadOnly && bands.length > 1 && (
                    <ActionIcon aria-label={`Remove band ${index + 1}`} onClick={() => changes.remove([...path, index])}>
                      <IconTrash size={15} />
                    </ActionIcon>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {!isReadOnly && (
          <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} />} onClick={add}>
            Add a band
          </Button>
        )}
      </div>
      <BandsCurve parameter={parameter} currency={names.currency} />
    </div>
  );
}
