import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { JsonTree } from './JsonTree.tsx';

describe('JsonTree', () => {
  it('builds a branch only when it is opened', async () => {
    render(<JsonTree value={{ type: 'x', item: { id: 'item_7', content: [{ text: 'deep' }] } }} />);
    expect(screen.queryByText('"deep"')).toBeNull();
    const item = screen.getByRole('button', { name: /item/ });
    expect(item).toHaveTextContent('item: { id: "item_7", content: [1] }');
    await userEvent.click(item);
    expect(screen.getByText('"item_7"')).toBeVisible();
    await userEvent.click(item);
    expect(screen.queryByText('"item_7"')).toBeNull();
  });

  it('cuts a long string, says its size, and shows it whole on demand', async () => {
    render(<JsonTree value={{ delta: 'ab'.repeat(800) }} />);
    await userEvent.click(screen.getByRole('button', { name: 'Show all, 1.6 KB' }));
    expect(screen.getByText(`"${'ab'.repeat(800)}"`)).toBeVisible();
  });

  it('never puts megabytes into the page', () => {
    const { container } = render(<JsonTree value={{ delta: 'a'.repeat(2_000_000) }} />);
    expect(container.textContent.length).toBeLessThan(500);
    expect(container).toHaveTextContent('2.0 MB; copy the event to read it whole');
  });

  it('shows a long list in pages', async () => {
    render(<JsonTree value={Array.from({ length: 250 }, (_, index) => `v${index}`)} />);
    expect(screen.getAllByRole('listitem')).toHaveLength(101);
    await userEvent.click(screen.getByRole('button', { name: 'Show 100 more of 250' }));
    await userEvent.click(screen.getByRole('button', { name: 'Show 50 more of 250' }));
    expect(screen.getByText('"v249"')).toBeVisible();
  });
});
