import { describe, expect, it } from 'vitest';
import { createSeed, createSigner } from '../../../src/main/node/crypto/ed25519.ts';
import { ParticipantKeys } from '../../../src/main/node/keys/participant-keys.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';

const seed = createSeed();
const keys = () =>
	new ParticipantKeys(
		new Map([
			['home-1', createSigner(seed)],
			['home-2', createSigner(createSeed())],
		]),
	);
const locked = expect.objectContaining({ code: 'KEYSTORE_LOCKED' });

describe('participant keys', () => {
	it('refuse to sign while they are locked, also through a signer that was taken before', () => {
		const held = keys();
		const signer = held.get('home-1');
		held.lock(['home-1', 'nobody']);
		expect(held.locked).toEqual(['home-1']);
		expect(() => held.get('home-1')).toThrow(locked);
		expect(() => signer?.sign(utf8('x'))).toThrow('wiped');
		expect(held.get('home-2')?.sign(utf8('x'))).toHaveLength(64);
		expect(held.names).toEqual(['home-1', 'home-2']);
	});

	it('sign again once opened, and tell whoever waited', async () => {
		const held = keys();
		const { publicKey } = createSigner(seed);
		let told = 0;
		held.onUnlock(() => told++);
		held.lock(['home-1']);
		await held.unlock(['home-1', 'home-2'], async () => createSigner(seed));
		expect(held.get('home-1')?.publicKey).toEqual(publicKey);
		expect([held.locked, told]).toEqual([[], 1]);
	});

	it('stay locked when the passphrase is wrong', async () => {
		const held = keys();
		held.lock(['home-1']);
		await expect(held.unlock(['home-1'], () => Promise.reject(new Error('wrong')))).rejects.toThrow('wrong');
		expect(() => held.get('home-1')).toThrow(locked);
	});
});
