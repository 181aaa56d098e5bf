import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../ui/formats.ts';
import { tellError } from '../ui/notify.tsx';
import { ErrorState } from '../ui/states.tsx';
import { useComment, useComments } from './queries.ts';

/** What was said, and a field to say more. */
export function Comments({ id }: { readonly id: string }) {
  const { data = [], error, refetch } = useComments(id);
  const { time } = useFormats();
  const saying = useComment();
  const [text, setText] = useState('');
  return (
    <section aria-label="Comments">
      <Title order={2} size="h3" mb="xs">
        Comments
      </Title>
      {error !== null && <ErrorState error={error} again={() => void refetch()} compact />}
      <Stack gap="sm">
        {data.map((comment) => (
          <div key={comment.id}>
            <Text size="xs" c="dimmed">
              {comment.by.name}, {time(comment.at)}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {comment.text}
            </Text>
          </div>
        ))}
        <Textarea
          aria-label="A comment"
          placeholder="Ask or answer something"
          autosize
          minRows={2}
          maxLength={10_000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group>
          <Button
            variant="default"
            disabled={text.trim() === ''}
            loading={saying.isPending}
            onClick={() => saying.mutate({ id, text: text.trim() }, { onSuccess: () => setText(''), onError: tellError })}
          >
            Comment
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
