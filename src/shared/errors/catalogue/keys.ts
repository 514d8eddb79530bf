import type { CatalogueEntry } from '../entry.ts';

/** Locking, backing up and restoring the keys of a node. */
export const keyErrors = {
	KEYSTORE_LOCKED: {
		en: 'The keys of {participant} are locked.',
		zh: '{participant} 的密钥已锁定。',
		cause: {
			en: 'Somebody locked them in the console, or nobody used the console for as long as the auto-lock allows.',
			zh: '有人在控制台中锁定了密钥，或控制台闲置时间超过了自动锁定期限。',
		},
		action: {
			en: 'Unlock them under Node, Keys with the passphrase of the keystore, then do it again. Validation goes on meanwhile.',
			zh: '请在“节点 › 密钥”中用密钥库口令解锁后重试。其间验证不受影响。',
		},
	},
	KEYSTORE_PASSPHRASE_SHORT: {
		en: 'The new passphrase is shorter than {min} characters.',
		zh: '新口令少于 {min} 个字符。',
		cause: {
			en: 'A short passphrase can be guessed by whoever gets hold of the key files.',
			zh: '过短的口令可能被取得密钥文件的人猜出。',
		},
		action: { en: 'Choose a longer one, such as five random words.', zh: '请选用更长的口令，例如五个随机词。' },
	},
	KEYSTORE_PASSPHRASE_ELSEWHERE: {
		en: 'The passphrase of this keystore is not in a file of the node.',
		zh: '此密钥库的口令不在节点的文件中。',
		cause: {
			en: 'It comes from the environment or from the secret store of the operating system, which would keep the old one: the next start would fail.',
			zh: '口令来自环境变量或操作系统的密钥存储，那里会保留旧口令，导致下次启动失败。',
		},
		action: {
			en: 'Stop the node, run `keys passphrase`, and give the new passphrase where the old one was given.',
			zh: '请停止节点，运行 `keys passphrase`，并在原来提供口令的地方改用新口令。',
		},
	},
	KEYS_BACKUP_PASSPHRASE: {
		en: 'The passphrase of a backup has at least {min} characters.',
		zh: '备份口令至少 {min} 个字符。',
		cause: {
			en: 'A backup leaves the machine: its passphrase alone protects every key in it.',
			zh: '备份会离开本机，其中所有密钥仅由该口令保护。',
		},
		action: {
			en: 'Choose a longer passphrase, other than that of the keystore, and keep it apart from the file.',
			zh: '请选用更长且不同于密钥库的口令，并与文件分开保存。',
		},
	},
	KEYS_BACKUP_DAMAGED: {
		en: 'This is no readable key backup: {reason}.',
		zh: '无法读取密钥备份：{reason}。',
		cause: {
			en: 'It is another file, was cut short, or was made by a newer version.',
			zh: '文件有误、被截断，或由较新版本生成。',
		},
		action: {
			en: 'Take another copy of the backup. While the keys are still here, make a new one.',
			zh: '请改用备份的其他副本；若密钥仍在，请重新备份。',
		},
	},
	KEYS_BACKUP_TOO_LONG: {
		en: 'A backup of {keys} keys is too long for the console.',
		zh: '{keys} 个密钥的备份过长，控制台无法传送。',
		cause: { en: 'The console carries files of up to 1.4 MB.', zh: '控制台最多传送 1.4 MB 的文件。' },
		action: { en: 'Stop the node and run `keys backup`.', zh: '请停止节点并运行 `keys backup`。' },
	},
	KEYS_BACKUP_WRONG_PASSPHRASE: {
		en: 'The passphrase does not open this backup.',
		zh: '口令无法打开此备份。',
		cause: {
			en: 'It is not the passphrase that the backup was made with, or the file was altered.',
			zh: '该口令并非制作备份时所用，或文件已被改动。',
		},
		action: {
			en: 'Enter the passphrase of the backup, which is not that of the keystore.',
			zh: '请输入备份的口令（不是密钥库的口令）。',
		},
	},
	KEYS_FILE_EXISTS: {
		en: 'The file {path} exists already.',
		zh: '文件 {path} 已存在。',
		cause: { en: 'A backup is never written over another file.', zh: '备份不会覆盖已有文件。' },
		action: { en: 'Choose another name.', zh: '请换一个文件名。' },
	},
	KEYS_OTHER_CHAIN: {
		en: 'The backup belongs to chain {found}, this node to {expected}.',
		zh: '备份属于链 {found}，而本节点属于 {expected}。',
		cause: { en: 'The backup was made by a node of another network.', zh: '备份由其他网络的节点生成。' },
		action: { en: 'Take the backup of this network.', zh: '请使用本网络的备份。' },
	},
	KEYS_VOTES_UNKNOWN: {
		en: 'The validator key is not restored: this directory has no record of what it has signed.',
		zh: '验证密钥未恢复：此目录没有其签名记录。',
		cause: {
			en: 'When the backup was made the key had signed up to round {round} of epoch {epoch}, and maybe more since. Without its database the validator could sign a second message for one round, which convicts it.',
			zh: '备份时该密钥已签至第 {epoch} 纪元第 {round} 轮，此后可能还有。没有数据库，验证者可能对同一轮签署第二条消息而被定罪。',
		},
		action: {
			en: 'Restore the other keys with --without-validator and rotate the validator to a new key, or bring back the newest database first.',
			zh: '请用 --without-validator 恢复其他密钥并为验证者轮换新密钥，或先找回最新的数据库。',
		},
	},
	KEYS_VOTES_FORGOTTEN: {
		en: 'The validator key is not restored: this database remembers signatures up to round {hereRound} of epoch {hereEpoch}, the key has signed up to round {round} of epoch {epoch}.',
		zh: '验证密钥未恢复：此数据库只记得签至第 {hereEpoch} 纪元第 {hereRound} 轮，而该密钥已签至第 {epoch} 纪元第 {round} 轮。',
		cause: {
			en: 'The database is an older copy. With it the validator could contradict what it signed later, which convicts it.',
			zh: '数据库是较旧的副本，验证者可能与其后的签名相矛盾而被定罪。',
		},
		action: {
			en: 'Bring back the newest database, or restore the other keys with --without-validator and rotate the validator to a new key.',
			zh: '请找回最新的数据库，或用 --without-validator 恢复其他密钥并为验证者轮换新密钥。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
