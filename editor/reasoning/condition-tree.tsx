import { IconCheck, IconX } from '@tabler/icons-react';
import { Fragment } from 'react';
import { type Condition, type Mark, textOf } from './model.ts';
import styles from './reasoning.module.css';

interface Props {
  readonly condition: Condition;
  readonly mark?: Mark | undefined;
}

/** A condition with what it found; groups as nested lists. */
export function ConditionTree({ condition, mark }: Props) {
  return (
    <ul className={styles.tree}>
      <Node condition={condition} mark={mark} />
    </ul>
  );
}

function Node({ condition, mark }: Props) {
  const [words, parts] = groupOf(condition);
  return (
    <li className={styles.node} data-marked={'fact' in condition && condition.fact === mark?.fact}>
      <Verdict holds={condition.holds} />
      <div>
        {'fact' in condition ? <Leaf leaf={condition} /> : <span className={styles.words}>{words}</span>}
        {parts.length > 0 && (
          <ul className={styles.tree}>
            {parts.map((part, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no names, and their order is what they are known by
              <Node key={place} condition={part} mark={mark} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

function groupOf(condition: Condition): readonly [words: string, parts: readonly Condition[]] {
  if ('all' in condition) return ['all of', condition.all];
  if ('any' in condition) return ['any of', condition.any];
  if ('not' in condition) return ['not', [condition.not]];
  if ('condition' in condition) return [condition.condition, [condition.is]];
  return ['', []];
}

export function Verdict({ holds }: { readonly holds: boolean }) {
  return holds ? (
    <IconCheck size={14} className={styles.holds} role="img" aria-label="holds" />
  ) : (
    <IconX size={14} className={styles.fails} role="img" aria-label="does not hold" />
  );
}

/** Operators in words; one that isn't here is shown as it is called. */
const WORDS: Readonly<Record<string, string>> = {
  equal: 'is',
  notEqual: 'is not',
  greaterThan: 'is above',
  greaterThanInclusive: 'is at least',
  lessThan: 'is below',
  lessThanInclusive: 'is at most',
  in: 'is one of',
  notIn: 'is none of',
  contains: 'contains',
  doesNotContain: 'does not contain',
  exists: 'is present:',
};

function Leaf({ leaf }: { readonly leaf: Extract<Condition, { readonly fact: string }> }) {
  const { fact, operator, expected, expectedFact, actual } = leaf;
  return (
    <span>
      <code className={styles.fact}>{fact}</code> {WORDS[operator] ?? operator}{' '}
      {expectedFact !== undefined && (
        <Fragment>
          <code className={styles.fact}>{expectedFact}</code>{' '}
        </Fragment>
      )}
      {expected !== undefined && <b className="figures">{expectedFact === undefined ? textOf(expected) : `(${textOf(expected)})`}</b>}
      <span className={styles.found}>{actual === undefined ? 'it is missing' : `found ${textOf(actual)}`}</span>
    </span>
  );
}
