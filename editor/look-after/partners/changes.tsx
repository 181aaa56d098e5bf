import { Progress, Text } from '@mantine/core';
import { useFormats } from '../../ui/formats.ts';
import styles from '../look-after.module.css';
import type { Change } from './queries.ts';
import { shareOf, valueText } from './value.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  greaterThanInclusive: 'at least',
  greaterThan: 'more than',
  lessThanInclusive: 'at most',
  lessThan: 'less than',
  equal: '',
  notEqual: 'not',
  in: 'one of',
  notIn: 'none of',
  contains: 'with',
  doesNotContain: 'without',
};

const WHOSE: Readonly<Partial<Record<Change['whose'], string>>> = {
  time: 'time brings it',
  question: 'depends on the deal',
  nobody: 'can no longer come about',
};

/** What all has to come about together; each with what there is, what is needed, and what is missing. */
export function Changes({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <ul className={styles.needs}>
      {changes.map((change) => (
        <li key={`${change.fact} ${change.operator} ${JSON.stringify(change.needs)}`}>
          <Needed change={change} />
        </li>
      ))}
    </ul>
  );
}

function Needed({ change: { fact, type, description, has, operator, needs, gap, unit, whose, on } }: { readonly change: Change }) {
  const formats = useFormats();
  const text = (value: unknown): string => valueText(value, type, unit, formats);
  const isMore = operator === 'greaterThanInclusive' || operator === 'greaterThan';
  const share = isMore ? shareOf(has, needs) : undefined;
  const side = WHOSE[whose];
  return (
    <div>
      <Text size="sm">
        {description.replace(/\.$/, '')}: {OPERATORS[operator] ?? operator} <b className="figures">{text(needs)}</b>
        {gap !== undefined && isMore && <span className="figures"> ({text(gap)} more)</span>}
      </Text>
      {share !== undefined && <Progress value={share} size="sm" my={4} aria-label={`${description} ${Math.floor(share)} %`} />}
      <Text size="sm" c="dimmed" className="figures">
        now {text(has)}
        {side !== undefined && `, ${side}`}
        {on !== undefined && ` on ${formats.date(on)}`}
        <span className="visually-hidden"> ({fact})</span>
      </Text>
    </div>
  );
}
