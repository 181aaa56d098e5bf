import { Select, TextInput } from '@mantine/core';
import { usePrograms } from '../api/programs.ts';
import { useFormats } from '../ui/formats.ts';
import { daysOf, earlierOf } from './earlier.ts';
import type { Figures } from './queries.ts';
import { type Question, withoutCompared } from './question.ts';

interface Props {
  readonly program: string;
  readonly question: Question;
  readonly figures: Figures | undefined;
  readonly set: (name: keyof Question, value: string | null) => void;
  readonly show: (question: Question) => void;
}

const WAYS = { previous: 'The time before', year: 'A year before', quarters: 'Other quarters', versions: 'Two versions' } as const;
type Way = keyof typeof WAYS;

/** What figures are compared with: as long a time before, the same quarters a year ago, any others, or the times of two versions. */
export function ComparedFields({ program, question, figures, set, show }: Props) {
  const { data: programs = [] } = usePrograms();
  const versions = programs.find(({ id }) => id === program)?.versions ?? [];
  const quarters = figures?.quarters ?? [];
  const way = wayOf(question, quarters);
  const alike = daysOf('previous', question, quarters)?.beforeFrom === daysOf('year', question, quarters)?.beforeFrom;
  const choose = (next: Way | null): void => {
    const alone = withoutCompared(question);
    if (next === 'versions') {
      const [before, now] = latestOf(versions, figures?.asOf ?? '');
      if (before !== undefined && now !== undefined) show({ ...alone, version: now.hash, beforeVersion: before.hash });
    } else if (next === 'previous' || next === 'year') show({ ...alone, ...daysOf(next, alone, quarters) });
    else if (next === null) show(alone);
  };
  // other quarters are come to by changing the days; as long a time before may be the year before
  const offered = Object.entries(WAYS).filter(([value]) => (value === 'quarters' ? way === 'quarters' : value !== 'year' || !alike));
  return (
    <>
      <Select
        label="Compared with"
        w={160}
        placeholder="Nothing"
        clearable
        data={offered.map(([value, label]) =>
          value === 'versions' && versions.length < 2
            ? { value, label: `${label} (there is one)`, disabled: true }
            : {
                value,
                label: value === 'previous' && alike ? 'The year before' : label,
                disabled: value !== 'versions' && figures === undefined,
              },
        )}
        value={way}
        onChange={(value) => choose(value as Way | null)}
      />
      {way === 'versions' ? (
        <>
          <VersionField
            label="Then, version"
            versions={versions}
            value={question.beforeVersion}
            set={(hash) => set('beforeVersion', hash)}
          />
          <VersionField label="Now, version" versions={versions} value={question.version} set={(hash) => set('version', hash)} />
        </>
      ) : (
        way !== null && (
          <>
            <TextInput
              type="date"
              label="Then, from the quarter of"
              value={question.beforeFrom ?? ''}
              onChange={({ currentTarget }) => set('beforeFrom', currentTarget.value)}
            />
            <TextInput
              type="date"
              label="through then that of"
              value={question.beforeTo ?? ''}
              onChange={({ currentTarget }) => set('beforeTo', currentTarget.value)}
            />
          </>
        )
      )}
    </>
  );
}

function wayOf(question: Question, quarters: Figures['quarters']): Way | null {
  if (question.version !== undefined || question.beforeVersion !== undefined) return 'versions';
  if (question.beforeFrom === undefined) return null;
  return earlierOf(question, quarters) ?? 'quarters';
}

interface Version {
  readonly hash: string;
  readonly effectiveFrom?: string;
}

/** The last two that have been in force by then. */
const latestOf = (versions: readonly Version[], asOf: string): readonly Version[] =>
  versions.filter(({ effectiveFrom = '' }) => effectiveFrom <= asOf).slice(-2);

interface VersionProps {
  readonly label: string;
  readonly versions: readonly Version[];
  readonly value: string | undefined;
  readonly set: (hash: string | null) => void;
}

function VersionField({ label, versions, value, set }: VersionProps) {
  const { date } = useFormats();
  const named = versions.find(({ hash }) => value !== undefined && hash.startsWith(value));
  return (
    <Select
      label={label}
      data={versions.map(({ hash, effectiveFrom }) => ({
        value: hash,
        label: `${effectiveFrom === undefined ? 'from the beginning' : `from ${date(effectiveFrom)}`}, ${hash.slice(0, 8)}`,
      }))}
      value={named?.hash ?? null}
      onChange={set}
      allowDeselect={false}
      w={210}
    />
  );
}
