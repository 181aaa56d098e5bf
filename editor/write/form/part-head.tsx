import { ActionIcon, Badge, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { tell, tellError } from '../../ui/notify.tsx';
import { useDraftStore } from '../draft/use-draft.ts';
import { nodeAt, removeAt } from '../json.ts';
import { useDraftLanguage } from '../language/use-language.ts';
import type { Part } from '../outline.ts';
import { usePlace } from '../workspace/use-place.ts';
import styles from './part-form.module.css';
import { RenamePart } from './rename-part.tsx';
import { KIND_WORDS } from './words.ts';

/** What a part is called and where it stands; where its name is a key, it is renamed here, everywhere. */
export function PartHead({ part, isReadOnly }: { readonly part: Part; readonly isReadOnly: boolean }) {
  const store = useDraftStore();
  const language = useDraftLanguage();
  const { go } = usePlace();
  const [isRenaming, setRenaming] = useState(false);
  const isKeyed = typeof part.path.at(-1) === 'string';
  const mayRemove = !isReadOnly && part.path.length > 0;
  const text = (): string => store.get().files.find(({ path }) => path === part.file)?.text ?? '';

  const rename = async (name: string): Promise<void> => {
    setRenaming(false);
    const key = nodeAt(text(), part.path)?.parent?.children?.[0];
    if (key === undefined || language === undefined || name === part.name) return;
    try {
      const renamed = await language.rename(part.file, key.offset + 1, name);
      if (!renamed.ok) throw new Error(renamed.reason);
      for (const { path } of store.get().files) {
        const own = renamed.edits.filter(({ file }) => file === path);
        if (own.length > 0)
          store.apply(
            path,
            own.map(({ start, end, text: content }) => ({ offset: start, length: end - start, content })),
          );
      }
      go({ part: `${part.file}#/${[...part.path.slice(0, -1), name].join('/')}` });
    } catch (error) {
      tellError(error);
    }
  };
  const remove = (): void => {
    store.apply(part.file, removeAt(text(), part.path));
    tell(`${part.name} is removed. Undo brings it back.`);
  };

  return (
    <header className={styles.head}>
      <Group gap="xs" wrap="nowrap">
        {isRenaming ? (
          <RenamePart name={part.name} rename={(name) => void rename(name)} leave={() => setRenaming(false)} />
        ) : (
          <Title order={2} className={styles.name ?? ''}>
            {part.name}
          </Title>
        )}
        <Badge color="gray">{KIND_WORDS[part.kind]}</Badge>
        {mayRemove && (
          <Group gap={0} ml="auto" wrap="nowrap">
            {isKeyed && (
              <Tooltip label="Rename, wherever it is named">
                <ActionIcon aria-label={`Rename ${part.name}`} onClick={() => setRenaming(true)}>
                  <IconPencil size={15} />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label="Remove">
              <ActionIcon aria-label={`Remove ${part.name}`} onClick={remove}>
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {part.file}
      </Text>
    </header>
  );
}
