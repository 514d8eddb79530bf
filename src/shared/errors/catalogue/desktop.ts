import type { CatalogueEntry } from '../entry.ts';

export const desktopErrors = {
	DESKTOP_WINDOW_CRASHED: {
		en: 'The console window stopped twice ({reason}).',
		zh: '控制台窗口两次停止运行（{reason}）。',
		cause: {
			en: 'The process that draws the window ended, was reloaded once, and ended again.',
			zh: '负责绘制窗口的进程意外结束，重新载入一次后再次结束。',
		},
		action: {
			en: 'The validator goes on. Load the console again; if it stops again, free memory or update the graphics driver.',
			zh: '验证节点仍在运行。请重新载入控制台；若再次停止，请释放内存或更新显卡驱动。',
		},
	},
	DESKTOP_UNEXPECTED: {
		en: 'An unexpected error: {reason}',
		zh: '发生意外错误：{reason}',
		cause: {
			en: 'A fault in the program that no part of it expected.',
			zh: '程序出现了任何部分都未预料到的故障。',
		},
		action: {
			en: 'Start again: nothing final is lost. Send the log of this start with a report.',
			zh: '请重新启动：已最终确认的内容不会丢失。报告问题时请附上本次启动的日志。',
		},
	},
	DESKTOP_STOP_TIMED_OUT: {
		en: 'The node did not stop within {limitMs} ms.',
		zh: '节点未能在 {limitMs} 毫秒内停止。',
		cause: {
			en: 'A disk or network operation of the node did not end when asked to.',
			zh: '节点的某个磁盘或网络操作在收到停止请求后没有结束。',
		},
		action: {
			en: 'The program ends all the same. Safety data is written before anything is sent, so the next start is safe.',
			zh: '程序仍会退出。安全数据总是先写入再发送，因此下次启动是安全的。',
		},
	},
	DESKTOP_SECRET_STORE_UNAVAILABLE: {
		en: 'This system has no secret store that protects the passphrase ({backend}).',
		zh: '本系统没有可保护密码短语的密钥存储（{backend}）。',
		cause: {
			en: 'The operating system offers no keyring, or one that encrypts with a password known to everyone.',
			zh: '操作系统没有提供密钥环，或其使用公开的固定密码加密。',
		},
		action: {
			en: 'Unlock or install a keyring (GNOME Keyring, KWallet), or give the passphrase by file.',
			zh: '请解锁或安装密钥环（GNOME Keyring、KWallet），或通过文件提供密码短语。',
		},
	},
	DESKTOP_PASSPHRASE_UNREADABLE: {
		en: 'The stored passphrase in {file} cannot be opened by this user account.',
		zh: '当前用户账户无法打开 {file} 中保存的密码短语。',
		cause: {
			en: 'The file was written under another account or machine, or is damaged.',
			zh: '该文件由其他账户或其他计算机写入，或已损坏。',
		},
		action: {
			en: 'Give the passphrase by file or environment, or restore the file. The keystore itself is unharmed.',
			zh: '请通过文件或环境变量提供密码短语，或恢复该文件。密钥库本身未受影响。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
