import { Accordion, Group, Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { LineSteps } from './line-steps.tsx';
import type { Line, Mark } from './model.ts';
import styles from './reasoning.module.css';

interface Props {
  readonly lines: readonly Line[];
  readonly currency: string;
  readonly mark?: Mark | undefined;
}

/** Lines of money; each opens into its arithmetic. */
export function Lines({ lines, currency, mark }: Props) {
  const { money } = useFormats();
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        It earns nothing.
      </Text>
    );
  return (
    <Accordion multiple chevronPosition="left" classNames={{ label: styles.rule ?? '', content: styles.conditions ?? '' }}>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their place
        <Accordion.Item key={place} value={String(place)} data-marked={line.incentive === mark?.incentive}>
          <Accordion.Control>
            <Group gap={6} wrap="nowrap">
              <span>
                {line.incentive}
                <span className={styles.dim}>
                  {line.person !== undefined ? ` to ${line.person}` : line.payee === 'partner' ? '' : ` to ${line.payee}`}
                  {line.status === 'due' ? '' : `, ${line.status}`}
                </span>
              </span>
              <Text size="sm" ml="auto" className="figures" component="span" {...(line.status !== 'due' && { c: 'dimmed' })}>
                {money(line.amount, currency)}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>{line.steps === undefined ? null : <LineSteps steps={line.steps} />}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
