import { Text, Timeline } from '@mantine/core';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useFormats } from '../../ui/formats.ts';
import type { Case } from './queries.ts';

/** All that happened to a case, in order, with who took each step and what the rules said. */
export function Life({ events }: Pick<Case, 'events'>) {
  const { date, time } = useFormats();
  return (
    <Timeline active={events.length - 1} bulletSize={14} lineWidth={2} color="pine">
      {events.map((event) => (
        <Timeline.Item key={event.place} title={stepWords(event.step)}>
          <Text size="sm">
            {event.status}
            {event.reasons.length > 0 && `: ${event.reasons.join(', ')}`}
          </Text>
          {event.note !== undefined && <Text size="sm">“{event.note}”</Text>}
          <Text size="sm" c="dimmed" title={time(event.at)}>
            {date(event.on)}, by {event.by.name}
            {event.decision !== undefined && (
              <>
                {' · '}
                <PageLink to={address('decision', { decision: event.decision })} underline="always">
                  why
                </PageLink>
              </>
            )}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

/** `registration-submitted` → Registration submitted */
const stepWords = (step: string): string => {
  const words = step.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
