/** The import rules of the house (docs/design.md): who may import whom. All are errors. */
const ROOMS = '(ledger|partners|servicing|securities|lending|platform)';
const pure = (floor) => `^lib/${ROOMS}/${floor}/`;

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.(test|config)\\.(ts|mjs)$', '^next-env', '\\.cjs$', '\\.mjs$', '^app/', '^lib/platform/generated/'],
      },
      to: {},
    },
    {
      name: 'language-is-pure',
      comment: 'A published language imports its own, any other room’s, the ledger’s domain, and a few pure libraries.',
      severity: 'error',
      from: { path: pure('language'), pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^lib/[^/]+/language/', '^lib/ledger/domain/', '^node_modules/(zod|decimal\\.js|temporal-polyfill)/'] },
    },
    {
      name: 'domain-is-private-and-pure',
      severity: 'error',
      from: { path: '^lib/([^/]+)/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^lib/$1/(domain|language)/',
          '^lib/[^/]+/language/',
          '^lib/ledger/domain/',
          '^node_modules/(zod|decimal\\.js|temporal-polyfill)/',
        ],
      },
    },
    {
      name: 'domain-only-from-its-own-room',
      comment: 'The ledger’s domain is the verifier: anyone may import it.',
      severity: 'error',
      from: { path: '^(lib|components)/([^/]+)/' },
      to: { path: '^lib/[^/]+/domain/', pathNot: ['^lib/$2/domain/', '^lib/ledger/domain/'] },
    },
    {
      name: 'server-not-into-other-rooms',
      severity: 'error',
      from: { path: '^lib/([^/]+)/server/' },
      to: { path: '^lib/[^/]+/(server|client)/', pathNot: ['^lib/$1/server/', '^lib/(ledger|partners|platform)/server/'] },
    },
    {
      name: 'ledger-imports-no-room',
      severity: 'error',
      from: { path: '^lib/ledger/' },
      to: { path: '^lib/[^/]+/', pathNot: ['^lib/(ledger|platform)/'] },
    },
    {
      name: 'platform-has-no-business',
      severity: 'error',
      from: { path: '^lib/platform/' },
      to: { path: '^lib/[^/]+/', pathNot: '^lib/platform/' },
    },
    {
      name: 'client-and-components-stay-in-the-browser',
      comment: 'Also not transitively: a server module must never be reachable from the browser’s code.',
      severity: 'error',
      from: { path: ['^lib/[^/]+/client/', '^components/'] },
      to: { path: ['^lib/[^/]+/server/', '^lib/platform/generated/', '^node_modules/(@prisma|pg|pino)/'], reachable: true },
    },
    {
      name: 'no-node-in-the-browser',
      severity: 'error',
      from: { path: ['^lib/[^/]+/(client|language|domain)/', '^components/'], pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-and-components-by-room',
      severity: 'error',
      from: { path: '^(?:lib|components)/([^/]+)/', pathNot: '^lib/[^/]+/(server|language|domain)/' },
      to: { path: ['^components/', '^lib/[^/]+/client/'], pathNot: ['^components/(ui|$1)/', '^lib/($1|platform)/client/'] },
    },
    {
      name: 'nothing-imports-the-composers',
      severity: 'error',
      from: { path: '^(lib|components|prisma)/' },
      to: { path: ['^(app|cli|bench|e2e)/', '^server\\.ts$'] },
    },
    {
      name: 'only-servers-touch-prisma',
      severity: 'error',
      from: { pathNot: ['^lib/[^/]+/server/', '^lib/platform/generated/', '^prisma\\.config\\.ts$'] },
      to: { path: ['^lib/platform/generated/', '^node_modules/@prisma/'] },
    },
    {
      name: 'no-reading-ahead',
      comment: 'Next reads the pages behind its own links ahead, every time a list is shown: PageLink does not.',
      severity: 'error',
      from: { path: '^(app|components)/', pathNot: '^components/ui/page-link\\.tsx$' },
      to: { path: '^node_modules/next/link\\.' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^\\.next/', '^lib/platform/generated/.*/(internal|models)/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
