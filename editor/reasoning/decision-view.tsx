import { Stack, Text, Title } from '@mantine/core';
import { Notice } from '../ui/notice.tsx';
import { Lines } from './lines.tsx';
import type { Decision, Mark, PartyDecision } from './model.ts';
import { Outcomes } from './outcomes.tsx';
import styles from './reasoning.module.css';
import { RulesTree } from './rules-tree.tsx';

interface Props {
  readonly decision: Decision;
  /** Where it parts from another one. */
  readonly mark?: Mark | undefined;
}

/** A decision with all that was said of it: for each party what came out, the money, and the rules that were looked at. */
export function DecisionView({ decision, mark }: Props) {
  return (
    <Stack gap="md">
      {decision.status !== 'decided' && (
        <Notice title={decision.status === 'set-aside' ? 'Set aside' : 'No version was in force'}>
          {decision.failures.map(({ of, message }) => (
            <Text size="sm" key={`${of} ${message}`}>
              {message}
            </Text>
          ))}
        </Notice>
      )}
      {decision.parties.map((party) => (
        <Party key={`${party.partner} ${party.partnerType} ${party.role}`} party={party} decision={decision} mark={mark} />
      ))}
    </Stack>
  );
}

function Party({ party, decision, mark }: Props & { readonly party: PartyDecision }) {
  return (
    <section className={styles.party}>
      <Text size="sm" fw={600}>
        {party.partner} <span className={styles.dim}>{party.partnerType}</span>
        {party.role !== 'principal' && <span className={styles.dim}>, {party.role}</span>}
        {party.provisional && <span className={styles.dim}>, provisional</span>}
      </Text>
      <Outcomes party={party} />
      <Lines lines={party.lines} currency={decision.currency} mark={mark} />
      {party.failures.map(({ of, message }) => (
        <Text size="sm" className={styles.fails} key={`${of} ${message}`}>
          {message}
        </Text>
      ))}
      {party.reasoning !== undefined && (
        <div>
          <Title order={3} size="h4" mt="xs">
            Rules
          </Title>
          <RulesTree rules={party.reasoning.rules} mark={mark} />
        </div>
      )}
    </section>
  );
}
