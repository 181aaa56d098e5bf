/** Sessions and ways to sign in, as they go out. */
import { ROLES } from '../access/principal.ts';
import { object, type Schema } from './openapi-components.ts';

export const signInComponents: Record<string, Schema> = {
  Session: {
    ...object(
      {
        kind: { type: 'string', enum: ['person', 'key'] },
        id: { type: 'string', description: 'Of the person; of a key that acts in nobody’s name, its own.' },
        name: { type: 'string' },
        roles: { type: 'array', items: { type: 'string', enum: ROLES } },
        key: { type: 'string', description: 'Id of the key that the request came with.' },
        programs: { type: 'array', items: { type: 'string' }, description: 'Those that the key is bound to. Missing: all.' },
        partner: { type: 'string', description: 'Id of the partner, of one with that role.' },
        csrfToken: { type: 'string', description: 'For the header x-csrf-token, of a browser’s requests that change anything.' },
        hint: { type: 'string', description: 'Whom to ask, of somebody without a role.' },
      },
      ['kind', 'id', 'name', 'roles'],
    ),
    examples: [
      {
        kind: 'person',
        id: '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4',
        name: 'Ada Ferrara',
        roles: ['approver'],
        csrfToken: 'dQ7xkR2a-V0mS3pB9nYtE5hLwGq8uJcZ1oXfTiAeKr4M',
      },
    ],
  },
  SignInWays: {
    ...object({
      ways: {
        type: 'array',
        items: object(
          {
            way: { type: 'string', enum: ['provider', 'link'] },
            issuer: { type: 'string', format: 'uri', description: 'The OpenID provider.' },
            address: { type: 'string', description: 'Where a browser begins.' },
            hint: { type: 'string' },
          },
          ['way'],
        ),
      },
    }),
    examples: [{ ways: [{ way: 'provider', issuer: 'https://id.northwind.example/', address: '/v1/sign-in/oidc' }] }],
  },
};
