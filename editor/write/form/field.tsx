import { MultiSelect, NumberInput, Select, Switch, TagsInput, Text } from '@mantine/core';
import { chosen, refName, resolved } from '../shape.ts';
import { ConditionEditor } from './conditions/condition-editor.tsx';
import type { ConditionValue } from './conditions/model.ts';
import { FactSelect } from './fact-select.tsx';
import type { FieldProps } from './field-props.ts';
import { useChanges, useForm } from './form-context.ts';
import { FormulaField } from './formula-field.tsx';
import { Labelled } from './labelled.tsx';
import { LateInput } from './late-input.tsx';
import { MapField } from './map-field.tsx';
import { useSuggestions } from './suggestions.ts';
import { fieldWords } from './words.ts';

/** One field, by what the schema says of it. */
export function Field({ name, shape, value, path }: FieldProps) {
  const { isReadOnly, Fields } = useForm();
  const changes = useChanges();
  const full = chosen(shape, value);
  const label = fieldWords(name);
  const description = shape.description ?? full.description;
  const set = (next: unknown): void => changes.set(path, next);
  switch (refName(shape)) {
    case 'condition':
      return (
        <Labelled label={label} isGroup>
          <ConditionEditor value={(value ?? {}) as ConditionValue} path={path} />
        </Labelled>
      );
    case 'formula':
      return <FormulaField label={label} path={path} description={description} value={String(value ?? '')} onChange={set} />;
    case 'factName':
      return <FactSelect label={label} description={description} value={String(value ?? '')} onChange={set} />;
    case 'prose':
      return (
        <LateInput
          label={label}
          description={shape.description}
          value={String(value ?? '')}
          onSettle={set}
          isReadOnly={isReadOnly}
          isLong
        />
      );
    case 'date':
      return (
        <LateInput
          label={label}
          description={description}
          value={String(value ?? '')}
          onSettle={set}
          isReadOnly={isReadOnly}
          type="date"
          w={170}
        />
      );
  }
  if (full.enum !== undefined)
    return (
      <Select
        label={label}
        description={description}
        data={[...full.enum]}
        value={value === undefined ? null : String(value)}
        onChange={(next) => next !== null && set(next)}
        allowDeselect={false}
        searchable={full.enum.length > 8}
        readOnly={isReadOnly}
        maw={360}
      />
    );
  if (full.type === 'boolean')
    return (
      <Switch
        label={label}
        description={description}
        checked={value === true}
        onChange={({ currentTarget }) => set(currentTarget.checked)}
        disabled={isReadOnly}
        size="sm"
      />
    );
  if (full.type === 'integer')
    return (
      <NumberInput
        label={label}
        description={description}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => typeof next === 'number' && set(next)}
        allowDecimal={false}
        {...(full.minimum !== undefined && { min: full.minimum })}
        {...(full.maximum !== undefined && { max: full.maximum })}
        readOnly={isReadOnly}
        w={140}
      />
    );
  if (full.type === 'array') return <ListField name={name} shape={shape} value={value} path={path} />;
  if (full.type === 'object') {
    if (full.properties === undefined) return <MapField name={name} shape={shape} value={value} path={path} />;
    return (
      <Labelled label={label} isGroup>
        <Fields shape={full} value={(value ?? {}) as Readonly<Record<string, unknown>>} path={path} />
      </Labelled>
    );
  }
  return (
    <LateInput
      label={label}
      description={description}
      value={value === undefined ? '' : String(value)}
      onSettle={(text) => set(typeof value === 'number' && /^-?\d+$/.test(text) ? Number(text) : text)}
      isReadOnly={isReadOnly}
    />
  );
}

/** Several of the same: names out of a list that is known, or of one's own. */
function ListField({ name, shape, value, path }: FieldProps) {
  const { isReadOnly } = useForm();
  const changes = useChanges();
  const full = resolved(shape);
  const { known, isClosed } = useSuggestions(name, shape);
  const label = fieldWords(name);
  const list = Array.isArray(value) ? value : [];
  if (list.some((each) => typeof each !== 'string'))
    return (
      <Labelled label={label}>
        <Text size="sm" c="dimmed">
          Written as text: {list.length} entries.
        </Text>
      </Labelled>
    );
  const set = (next: readonly string[]): void => changes.set(path, next);
  const props = {
    label,
    description: shape.description ?? full.description,
    data: [...new Set([...known, ...(list as string[])])],
    value: list as string[],
    readOnly: isReadOnly,
    size: 'xs' as const,
  };
  return isClosed ? <MultiSelect {...props} searchable hidePickedOptions onChange={set} /> : <TagsInput {...props} onChange={set} />;
}
