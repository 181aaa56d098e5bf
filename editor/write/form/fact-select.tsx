import { Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { FactSpec } from '../../../server/engine/facts/catalogue.ts';
import type { FactType } from '../../../server/engine/facts/value.ts';
import styles from './fact-select.module.css';
import { useForm } from './form-context.ts';

interface Props {
  readonly value: string;
  readonly onChange: (fact: string) => void;
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly description?: string | undefined;
  readonly className?: string;
  /** Those of this type first. */
  readonly type?: FactType;
}

/** One fact of the catalogue, found by its name or what it means. */
export function FactSelect({ value, onChange, label, ariaLabel, description, className, type }: Props) {
  const { names, isReadOnly } = useForm();
  const { facts } = names.catalogue;
  const data = useMemo(() => grouped([...facts.values()], value, type), [facts, value, type]);
  return (
    <Select
      {...(label !== undefined && { label })}
      {...(ariaLabel !== undefined && { 'aria-label': ariaLabel })}
      {...(description !== undefined && { description })}
      {...(className !== undefined && { className })}
      data={data}
      value={value === '' ? null : value}
      onChange={(next) => next !== null && onChange(next)}
      allowDeselect={false}
      searchable
      limit={200}
      readOnly={isReadOnly}
      error={value !== '' && !facts.has(value) ? 'no such fact' : undefined}
      nothingFoundMessage="No fact goes by that name."
      comboboxProps={{ width: 340, position: 'bottom-start' }}
      renderOption={({ option }) => <Option name={option.value} spec={facts.get(option.value)} />}
      filter={({ options, search }) => {
        const words = search.toLowerCase().split(/\s+/);
        const matches = (name: string): boolean => {
          const text = `${name} ${facts.get(name)?.description ?? ''}`.toLowerCase();
          return words.every((word) => text.includes(word));
        };
        const found: typeof options = [];
        for (const option of options) {
          if (!('group' in option)) {
            if (matches(option.value)) found.push(option);
            continue;
          }
          const items = option.items.filter((item) => matches(item.value));
          if (items.length > 0) found.push({ ...option, items });
        }
        return found;
      }}
    />
  );
}

function Option({ name, spec }: { readonly name: string; readonly spec: FactSpec | undefined }) {
  return (
    <div className={styles.option}>
      <div className={styles.name}>
        <span>{name}</span>
        <Text span size="xs" c="dimmed">
          {spec?.type}
        </Text>
      </div>
      {spec !== undefined && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {spec.description}
        </Text>
      )}
    </div>
  );
}

/** By what stands before the dot; those of the wanted type first. */
function grouped(facts: readonly FactSpec[], value: string, type: FactType | undefined) {
  const groups = new Map<string, string[]>();
  const add = (name: string): void => {
    const group = name.split('.')[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), name]);
  };
  const wanted =
    type === undefined ? facts : [...facts.filter((fact) => fact.type === type), ...facts.filter((fact) => fact.type !== type)];
  for (const { name } of wanted) add(name);
  if (value !== '' && !facts.some(({ name }) => name === value)) add(value);
  return [...groups].map(([group, items]) => ({ group, items }));
}
