import { Group, Select, Title } from '@mantine/core';
import type { RefObject } from 'react';
import type { Figures, Measure, RecordsOf, RecordsPart } from './queries.ts';
import { LABELS, NONE, type Slice } from './question.ts';
import { Records } from './records.tsx';
import styles from './worth.module.css';

/** Which records are shown: of a quarter, a value of the slice, and a part of a figure. */
export interface Shown {
  readonly quarter: string;
  /** Missing: of all values. */
  readonly slice?: string;
  readonly figure: string;
  readonly part: RecordsPart;
  readonly reason?: string;
}

interface Props {
  readonly program: string;
  readonly measure: Measure;
  readonly of: Figures;
  /** Values of the slice; empty where nothing is sliced. */
  readonly slices: readonly string[];
  readonly shown: Shown;
  readonly show: (shown: Shown) => void;
  /** Its title, where whoever opens a figure arrives. */
  readonly place: RefObject<HTMLHeadingElement | null>;
}

/** The records of which a figure is made, or that were left out of it. */
export function RecordsBehind({ program, measure, of, slices, shown, show, place }: Props) {
  const parts = partsOf(measure);
  const by = of.by as Slice | undefined;
  const { quarter, slice, figure, part, reason } = shown;
  const records: RecordsOf = {
    measure: measure.id,
    quarter,
    part,
    figure,
    ...(reason !== undefined && { reason }),
    method: of.method,
    only: of.filter,
    ...(by !== undefined && slice !== undefined && { slice: { by, value: slice } }),
  };
  return (
    <section aria-label="Records behind it">
      <Group align="flex-end" mb="sm">
        <Title order={3} size="h4" ref={place} tabIndex={-1} className={styles.place ?? ''}>
          Records behind it
        </Title>
        <Select
          aria-label="Quarter"
          data={of.quarters.map(({ from, name }) => ({ value: from, label: name }))}
          value={quarter}
          onChange={(from) => from !== null && show({ ...shown, quarter: from })}
          allowDeselect={false}
          w={130}
        />
        {by !== undefined && slices.length > 0 && (
          <Select
            aria-label={LABELS[by]}
            placeholder="All together"
            data={slices.map((value) => ({ value, label: value === NONE ? 'none' : value }))}
            value={slice ?? null}
            onChange={(value) => {
              const { slice: _, ...rest } = shown;
              show(value === null ? rest : { ...rest, slice: value });
            }}
            clearable
            searchable={slices.length > MANY}
            w={170}
          />
        )}
        <Select
          aria-label="Which records"
          data={parts.map(({ value, label }) => ({ value, label }))}
          value={keyOfPart(shown)}
          onChange={(value) => {
            const next = parts.find((each) => each.value === value)?.of;
            if (next === undefined) return;
            const { reason: _, ...rest } = shown;
            show({ ...rest, ...next });
          }}
          allowDeselect={false}
          w={340}
        />
      </Group>
      <Records key={JSON.stringify(records)} program={program} of={records} currency={of.currency} />
    </section>
  );
}

/** Values of which one is looked for, not read through. */
const MANY = 8;

const keyOfPart = ({ figure, part, reason }: Pick<Shown, 'figure' | 'part' | 'reason'>): string => [figure, part, reason ?? ''].join(' ');

/** All that a measure opens into, in words. */
function partsOf({ name, records, beside, leftOut }: Measure) {
  const says = (figure: string): string => beside.find((each) => each.name === figure)?.says ?? name;
  const parts = records.flatMap(({ figure, parts: named }) =>
    named.map((part) => ({ of: { figure, part: part as RecordsPart }, label: `${says(figure)}: ${part}` })),
  );
  const left = leftOut.flatMap(({ reason, why, opens }) =>
    opens ? [{ of: { figure: 'value', part: 'left-out' as const, reason }, label: `Left out: ${why}` }] : [],
  );
  return [...parts, ...left].map((each) => ({ ...each, value: keyOfPart(each.of) }));
}
