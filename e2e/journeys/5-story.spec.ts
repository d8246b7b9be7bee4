import { expect } from '@playwright/test';
import { product, test } from '../product';

test('a newcomer plays the missed payment: import, four views, the number followed, verified and broken', async ({ page }) => {
  await page.goto(`${product().url}/sign-in`);
  await page.getByRole('link', { name: 'Play the missed payment' }).click();
  await page.getByRole('button', { name: 'Begin' }).click();
  const homeowner = page.getByRole('region', { name: 'The homeowner' });
  await expect(homeowner).toContainText('You are up to date', { timeout: 20_000 });
  await expect(page.getByRole('region', { name: 'The servicer' })).toContainText('Nothing to work');
  await page.getByRole('button', { name: /^Import/ }).click();
  await expect(homeowner).toContainText('has not arrived', { timeout: 20_000 });
  await expect(page.getByRole('region', { name: 'The servicer' })).toContainText('Live contact');
  for (const party of ['The owner', 'The securitizer'])
    await expect(page.getByRole('region', { name: party }).locator('[data-bucket="30"] td').nth(1)).not.toHaveText('0');
  await page.getByRole('button', { name: 'Show every fact behind it' }).click();
  await expect(page.locator('[data-fact=PaymentMissed]')).toContainText('line 1');
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible();
  await page.getByRole('button', { name: 'Change one byte' }).click();
  await expect(page.getByText('This record has been altered')).toBeVisible();
});
