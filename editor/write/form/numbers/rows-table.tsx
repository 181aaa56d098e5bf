import { Text } from '@mantine/core';
import type { Path } from '../../json.ts';
import { tableRows } from '../../table-rows.ts';
import { useChanges, useForm } from '../form-context.ts';
import { LateInput } from '../late-input.tsx';
import styles from './bands.module.css';

interface Props {
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: Path;
  /** Which facts pick a row. */
  readonly keys: readonly string[];
}

/** A table by its keys, a row each. */
export function RowsTable({ value, path, keys }: Props) {
  const { isReadOnly } = useForm();
  const changes = useChanges();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {keys.map((key) => (
            <th scope="col" key={key}>
              {key}
            </th>
          ))}
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {tableRows(value).map((row) => (
          <tr key={row.keys.join('\n')}>
            {row.keys.map((key, index) => (
              <td key={keys[index] ?? key}>
                <Text span size="sm">
                  {key}
                </Text>
              </td>
            ))}
            <td>
              <LateInput
                ariaLabel={row.keys.join(', ')}
                value={String(row.value)}
                onSettle={(text) =>
                  changes.set([...path, ...row.keys], typeof row.value === 'number' && /^\d+$/.test(text) ? Number(text) : text)
                }
                isReadOnly={isReadOnly}
                isFigure
                w={120}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
