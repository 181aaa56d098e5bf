import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useForm } from '../form-context.ts';
import styles from './conditions.module.css';

export function Remove({ what, remove }: { readonly what: string; readonly remove: () => void }) {
  const { isReadOnly } = useForm();
  if (isReadOnly) return null;
  return (
    <ActionIcon className={styles.remove} aria-label={`Remove ${what}`} onClick={remove}>
      <IconTrash size={15} />
    </ActionIcon>
  );
}
