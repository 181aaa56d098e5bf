import { Accordion, Group, Text } from '@mantine/core';
import { NoticeBadge } from '../ui/notice.tsx';
import { ConditionTree, Verdict } from './condition-tree.tsx';
import { isMarked, type Mark, type Rule } from './model.ts';
import styles from './reasoning.module.css';

interface Props {
  readonly rules: readonly Rule[];
  readonly mark?: Mark | undefined;
}

const keyOf = ({ rule, item }: Rule): string => (item === undefined ? rule : `${rule} ${item}`);

/** Every rule that was looked at, in the order in which they were, with every condition and what it found. */
export function RulesTree({ rules, mark }: Props) {
  if (rules.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No rule was looked at.
      </Text>
    );
  const marked = rules.filter((rule) => isMarked(rule, mark)).map(keyOf);
  return (
    <Accordion
      multiple
      defaultValue={marked}
      chevronPosition="left"
      classNames={{ label: styles.rule ?? '', content: styles.conditions ?? '' }}
    >
      {rules.map((rule) => (
        <Accordion.Item key={keyOf(rule)} value={keyOf(rule)} data-marked={isMarked(rule, mark)}>
          <Accordion.Control>
            <Group gap={6} wrap="nowrap">
              <Verdict holds={rule.holds} />
              <span>
                {rule.rule}
                {rule.item !== undefined && <span className={styles.dim}> item {rule.item + 1}</span>}
              </span>
              <Text size="xs" c="dimmed" ml="auto" component="span">
                {rule.decides}
              </Text>
              {isMarked(rule, mark) && <NoticeBadge>they part here</NoticeBadge>}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <ConditionTree condition={rule.conditions} mark={isMarked(rule, mark) ? mark : undefined} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
