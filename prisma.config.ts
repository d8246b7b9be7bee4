import { defineConfig } from 'prisma/config';

// `DATABASE_URL` is only for those who run Prisma's own commands; the product applies migrations itself.
export default defineConfig({
  schema: 'prisma',
  datasource: { url: 'postgresql://localhost/hearthline' },
});
