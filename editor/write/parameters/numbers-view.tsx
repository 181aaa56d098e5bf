import { SegmentedControl, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { EmptyState } from '../../ui/states.tsx';
import type { Names } from '../catalogue.ts';
import { useDraftStore, useFileText, useSettledFiles } from '../draft/use-draft.ts';
import { setAt, valueAt } from '../json.ts';
import { type Part, partId } from '../outline.ts';
import { BandsNumbers } from './bands-numbers.tsx';
import styles from './numbers-view.module.css';
import { ScalarNumber } from './scalar-number.tsx';
import { TableNumbers } from './table-numbers.tsx';

interface Props {
  readonly parts: readonly Part[];
  readonly names: Names;
  readonly isReadOnly: boolean;
  readonly onShow: (part: Part) => void;
}

/** Every number of the program in one place, to be drawn at: what it does is seen beside it. */
export function NumbersView({ parts, names, isReadOnly, onShow }: Props) {
  const [show, setShow] = useState('all');
  const changed = useChanged(parts);
  const parameters = parts.filter((part) => part.kind === 'parameter' && (show === 'all' || changed.has(partId(part))));
  const all = parts.filter(({ kind }) => kind === 'parameter');
  if (all.length === 0)
    return (
      <EmptyState title="No numbers yet">
        Rates, thresholds and bands that rules name are parameters. A number that stands in a parameter can be tried, swept and sought.
      </EmptyState>
    );
  return (
    <div className={styles.view}>
      <header className={styles.head}>
        <div>
          <Title order={2}>Numbers</Title>
          <Text size="sm" c="dimmed">
            Drag one, and the text changes with it.
          </Text>
        </div>
        <SegmentedControl
          aria-label="Which numbers"
          value={show}
          onChange={setShow}
          data={[
            { value: 'all', label: `All ${all.length}` },
            { value: 'changed', label: `Changed ${changed.size}` },
          ]}
        />
      </header>
      {parameters.length === 0 && (
        <Text c="dimmed" size="sm">
          None differs from the last version that was saved when you came.
        </Text>
      )}
      {parameters.map((part) => (
        <ParameterRow
          key={partId(part)}
          part={part}
          names={names}
          isReadOnly={isReadOnly}
          isChanged={changed.has(partId(part))}
          onShow={onShow}
        />
      ))}
    </div>
  );
}

interface RowProps extends Omit<Props, 'parts'> {
  readonly part: Part;
  readonly isChanged: boolean;
}

function ParameterRow({ part, names, isReadOnly, isChanged, onShow }: RowProps) {
  const store = useDraftStore();
  const text = useFileText(part.file) ?? '';
  // unfinished text is shown as it is when it is finished
  const value = useMemo(() => valueAt(text, part.path), [text, part.path]);
  if (typeof value !== 'object' || value === null) return null;
  const parameter = value as Readonly<Record<string, unknown>>;
  const set = (path: readonly (string | number)[], next: unknown): void => {
    const now = store.get().files.find((file) => file.path === part.file)?.text ?? '';
    store.apply(part.file, setAt(now, [...part.path, ...path], next));
  };
  return (
    <section className={styles.row} aria-label={part.name} data-parameter data-changed={isChanged || undefined}>
      <div className={styles.words}>
        <button type="button" className={styles.name} onClick={() => onShow(part)}>
          {part.name}
        </button>
        {part.description !== undefined && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {part.description}
          </Text>
        )}
      </div>
      <div className={styles.control}>
        {parameter.type === 'bands' ? (
          <BandsNumbers parameter={parameter} currency={names.currency} isReadOnly={isReadOnly} set={set} />
        ) : parameter.type === 'table' ? (
          <TableNumbers parameter={parameter} currency={names.currency} isReadOnly={isReadOnly} set={set} name={part.name} />
        ) : (
          <ScalarNumber
            parameter={parameter}
            currency={names.currency}
            isReadOnly={isReadOnly}
            set={(next) => set(['value'], next)}
            name={part.name}
          />
        )}
      </div>
    </section>
  );
}

/** Which parameters differ from what they were when the page was opened. */
function useChanged(parts: readonly Part[]): ReadonlySet<string> {
  const files = useSettledFiles();
  const store = useDraftStore();
  const [first] = useState(() => store.get().savedFiles);
  return useMemo(() => {
    const changed = new Set<string>();
    for (const part of parts) {
      if (part.kind !== 'parameter') continue;
      const now = files.find(({ path }) => path === part.file)?.text;
      const before = first.find(({ path }) => path === part.file)?.text;
      if (now === before) continue;
      const [a, b] = [now, before].map((text) => JSON.stringify(text === undefined ? undefined : valueAt(text, part.path)));
      if (a !== b) changed.add(partId(part));
    }
    return changed;
  }, [parts, files, first]);
}
