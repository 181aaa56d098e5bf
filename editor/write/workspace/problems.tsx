import { Popover, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useSettledFiles } from '../draft/use-draft.ts';
import { type Finding, findingsOf } from '../findings.ts';
import { useChecked, useDraftLanguage } from '../language/use-language.ts';
import styles from './problems.module.css';

interface Props {
  readonly onFinding: (finding: Finding) => void;
}

/** All that is wrong, a click away from where it is. */
export function Problems({ onFinding }: Props) {
  const checked = useChecked(useDraftLanguage());
  const settled = useSettledFiles();
  const findings = useMemo(() => findingsOf(checked.diagnostics), [checked.diagnostics]);
  /** What is found is of what stands on the screen. */
  const isChecked = checked.of === settled;
  const [isOpen, setOpen] = useState(false);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  if (findings.length === 0)
    return (
      <span className={styles.fine} data-stale={!isChecked || undefined}>
        <IconCircleCheck size={15} aria-hidden /> {isChecked ? 'Sound' : 'Checking…'}
      </span>
    );
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={460} shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={styles.counts} onClick={() => setOpen(!isOpen)} data-stale={!isChecked || undefined}>
          {errors.length > 0 && (
            <span className={styles.errors}>
              <IconCircleX size={15} aria-hidden /> {errors.length}
              <span className="visually-hidden"> errors</span>
            </span>
          )}
          {warnings.length > 0 && (
            <span className={styles.warnings}>
              <IconAlertTriangle size={15} aria-hidden /> {warnings.length}
              <span className="visually-hidden"> warnings</span>
            </span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="What is wrong">
        <ScrollArea.Autosize mah={360} type="auto">
          {[...errors, ...warnings].slice(0, MOST).map((finding) => (
            <UnstyledButton
              key={`${finding.file} ${finding.start} ${finding.message}`}
              className={styles.finding}
              onClick={() => {
                setOpen(false);
                onFinding(finding);
              }}
            >
              {finding.severity === 'error' ? (
                <IconCircleX size={15} className={styles.errors} />
              ) : (
                <IconAlertTriangle size={15} className={styles.warnings} />
              )}
              <span>
                <Text size="sm">{finding.message}</Text>
                {finding.hint !== undefined && (
                  <Text size="xs" c="dimmed">
                    {finding.hint}
                  </Text>
                )}
                <Text size="xs" c="dimmed">
                  {finding.file}
                </Text>
              </span>
            </UnstyledButton>
          ))}
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}

const MOST = 200;
