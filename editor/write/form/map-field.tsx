import { ActionIcon, Select, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { refName, resolved } from '../shape.ts';
import type { FieldProps } from './field-props.ts';
import styles from './fields.module.css';
import { useChanges, useForm } from './form-context.ts';
import { FormulaField } from './formula-field.tsx';
import { Labelled } from './labelled.tsx';
import { fieldWords } from './words.ts';

/** Formulas by name, such as what is added to each balance. */
export function MapField({ name, shape, value, path }: FieldProps) {
  const { names, isReadOnly } = useForm();
  const changes = useChanges();
  const { additionalProperties } = resolved(shape);
  const holds = typeof additionalProperties === 'object' ? refName(additionalProperties) : undefined;
  if (holds !== 'formula')
    return (
      <Labelled label={fieldWords(name)}>
        <Text size="sm" c="dimmed">
          Written as text.
        </Text>
      </Labelled>
    );
  const entries = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>);
  const others = names.balances.filter((balance) => !entries.some(([key]) => key === balance));
  return (
    <Labelled label={fieldWords(name)}>
      <Stack gap="xs">
        {entries.map(([key, formula]) => (
          <div key={key} className={styles.row}>
            <div className={styles.field}>
              <FormulaField
                label={key}
                path={[...path, key]}
                value={String(formula)}
                onChange={(next) => changes.set([...path, key], next)}
              />
            </div>
            {!isReadOnly && (
              <ActionIcon aria-label={`Remove ${key}`} onClick={() => changes.remove([...path, key])}>
                <IconTrash size={15} />
              </ActionIcon>
            )}
          </div>
        ))}
        {!isReadOnly && others.length > 0 && (
          <Select
            aria-label="Add a balance"
            placeholder="Add a balance"
            data={others}
            value={null}
            onChange={(next) => next !== null && changes.set([...path, next], 'line.amount')}
            w={180}
          />
        )}
      </Stack>
    </Labelled>
  );
}
