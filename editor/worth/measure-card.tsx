import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { NoticeBadge } from '../ui/notice.tsx';
import { endsText, figureText } from './figure-text.ts';
import type { Figures, Measure, MeasureFigure } from './queries.ts';
import styles from './worth.module.css';

interface Props {
  readonly measure: Measure;
  readonly figures: readonly MeasureFigure[];
  readonly of: Figures;
  /** Why there are none of what alone is counted. */
  readonly unknown: string | undefined;
  readonly open: () => void;
}

/** A measure in the last quarter that has ended, its way there, and how sure it is. */
export function MeasureCard({ measure, figures, of: { currency, quarters }, unknown, open }: Props) {
  const formats = useFormats();
  const running = new Set(quarters.filter((each) => each.running === true).map(({ from }) => from));
  const whole = figures.filter(({ slice }) => slice === undefined);
  const shown = whole.findLast(({ quarter, value }) => !running.has(quarter) && value !== null) ?? whole.at(-1);
  const quarter = quarters.find(({ from }) => from === shown?.quarter);
  const text = (value: string | null | undefined): string => figureText(value, measure.unit, currency, formats);
  /** To the whole: all digits stand behind the card. */
  const about = (figure: string | number): string => formats.count(Math.round(Number(figure)));
  return (
    <UnstyledButton className={styles.card} onClick={open} title="What is behind it">
      <Group justify="space-between" wrap="nowrap" gap={6}>
        <Text size="sm" c="dimmed">
          {measure.name}
        </Text>
        {shown?.small === true && <NoticeBadge>few cases</NoticeBadge>}
        {measure.estimate === true && <Badge color="gray">estimate</Badge>}
      </Group>
      <Text className={`figures ${styles.value}`}>{text(shown?.value)}</Text>
      <Text size="xs" c="dimmed" className="figures" mih={18}>
        {unknown ?? (shown?.value === null ? shown.why : shown?.interval && `${endsText(shown.interval, text)}, 95 %`)}
      </Text>
      <Trend values={whole.map(({ value }) => (value === null ? null : Number(value)))} />
      <Text size="xs" c="dimmed">
        {quarter?.name}
        {shown !== undefined && ` · ${about(shown.numerator)} of ${about(shown.denominator)}`}
      </Text>
    </UnstyledButton>
  );
}

const WIDTH = 100;
const HEIGHT = 24;

/** A line from quarter to quarter; where there is no value it is broken. The figures stand behind the card. */
function Trend({ values }: { readonly values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const height = (value: number): number => (most === least ? HEIGHT / 2 : HEIGHT - 2 - ((value - least) / (most - least)) * (HEIGHT - 4));
  const path = values
    .map((value, place) =>
      value === null ? '' : `${values[place - 1] == null ? 'M' : 'L'}${(place * step).toFixed(1)} ${height(value).toFixed(1)}`,
    )
    .join('');
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={styles.trend} aria-hidden="true">
      <path d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
