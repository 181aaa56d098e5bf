import { Button, Code, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.ts';
import { ErrorState } from '../ui/states.tsx';
import styles from './sign-in.module.css';

/** The way in, for whoever isn't signed in; afterwards they are where they wanted to go. */
export function SignIn() {
  const { data, error, refetch } = useQuery({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) => ask(api.GET('/v1/sign-in', { signal })),
    refetchOnWindowFocus: false,
  });
  return (
    <main className={styles.page}>
      <Paper className={styles.card} p="xl" radius="md" withBorder>
        <Stack gap="lg">
          <img src="/mark.svg" alt="" width={40} height={40} />
          <div>
            <Title order={1}>Sign in to Dealwright</Title>
            <Text c="dimmed" mt={6}>
              Partner programs as rules: tried on history, approved on evidence, asked at deal time.
            </Text>
          </div>
          {error !== null && <ErrorState error={error} again={() => void refetch()} compact />}
          {data === undefined && error === null && <Loader size="sm" role="status" aria-label="Asking how people sign in here" />}
          {data?.ways.map((way) => (way.way === 'provider' ? <Provider key={way.way} {...way} /> : <Link key={way.way} />))}
        </Stack>
      </Paper>
    </main>
  );
}

function Provider({ issuer, address }: { readonly issuer?: string; readonly address?: string }) {
  const here = location.pathname + location.search;
  return (
    <Stack gap="xs">
      <Button component="a" href={`${address}?return=${encodeURIComponent(here)}`} size="md" fullWidth>
        Continue with your organization
      </Button>
      {issuer !== undefined && (
        <Text size="xs" c="dimmed">
          You sign in at {new URL(issuer).host}.
        </Text>
      )}
    </Stack>
  );
}

function Link() {
  return (
    <Stack gap="sm">
      <Text>
        The server printed a link when it started. Open it in this browser: it is good once, for 15 minutes, on the machine on which the
        server runs.
      </Text>
      <Code block className={styles.link}>
        Sign in, once and within 15 minutes: {location.origin}/sign-in/once?token=…
      </Code>
      <Text size="sm" c="dimmed">
        Too late? Start the server again, with <Code>npm start</Code>, and it prints a new one. What you wrote is kept.
      </Text>
    </Stack>
  );
}
