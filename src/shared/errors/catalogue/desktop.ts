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
	DESKTOP_ABSENT: {
		en: 'This console runs in a browser: there is no desktop program around it.',
		zh: '此控制台在浏览器中运行，外面没有桌面程序。',
		cause: {
			en: 'Settings of the window, the tray, start at login and updates belong to the desktop program alone.',
			zh: '窗口、托盘、登录时启动和更新等设置只属于桌面程序。',
		},
		action: {
			en: 'Open the console in the desktop program to change them; on a server use its service manager.',
			zh: '请在桌面程序中打开控制台进行更改；服务器上请使用其服务管理工具。',
		},
	},
	DESKTOP_SETTINGS_UNWRITABLE: {
		en: 'The settings could not be written to {file}: {reason}',
		zh: '无法将设置写入 {file}：{reason}',
		cause: {
			en: 'The disk is full or this user may not write there.',
			zh: '磁盘已满，或当前用户无权写入。',
		},
		action: {
			en: 'Free space or mend the permissions, then change the setting again. The settings before hold.',
			zh: '请释放空间或修正权限后再次更改。此前的设置继续有效。',
		},
	},
	DESKTOP_FILE_UNREADABLE: {
		en: '{name} cannot be opened: {reason}',
		zh: '无法打开 {name}：{reason}',
		cause: {
			en: 'The file is gone, is not a regular file, is too large, or this user may not read it.',
			zh: '文件已不存在、不是普通文件、过大，或当前用户无权读取。',
		},
		action: {
			en: 'Copy the bundle to a folder of your own and open it from there.',
			zh: '请将证据包复制到自己的文件夹后再打开。',
		},
	},
	DESKTOP_DIAGNOSTICS_ABSENT: {
		en: 'There is nothing to diagnose yet.',
		zh: '目前没有可诊断的内容。',
		cause: {
			en: 'Diagnostics tell of a node and its directory, and no network was chosen so far.',
			zh: '诊断信息描述节点及其目录，而目前尚未选择网络。',
		},
		action: {
			en: 'Choose a network in the console. If that fails, the log of the program says why.',
			zh: '请在控制台中选择网络。若失败，程序日志会说明原因。',
		},
	},
	DESKTOP_UPDATE_FAILED: {
		en: 'The update could not be fetched: {reason}',
		zh: '无法获取更新：{reason}',
		cause: {
			en: 'The feed did not answer, or what it sent is not signed as this version demands.',
			zh: '更新源没有响应，或其内容的签名不符合当前版本的要求。',
		},
		action: {
			en: 'Nothing was changed and the node goes on. Ask whoever runs the feed; the log has the details.',
			zh: '没有任何改动，节点继续运行。请联系更新源的维护者；详情见日志。',
		},
	},
	DESKTOP_UPDATE_ABSENT: {
		en: 'No update is ready to be installed.',
		zh: '没有可安装的更新。',
		cause: {
			en: 'None was downloaded, or this platform does not install updates by itself.',
			zh: '尚未下载更新，或此平台不会自行安装更新。',
		},
		action: {
			en: 'Check for updates, or install the new package by the means of this system.',
			zh: '请检查更新，或使用系统自带的方式安装新软件包。',
		},
	},
	DESKTOP_UPDATE_NEEDS_VALIDATOR: {
		en: 'Stopping now would halt the network: {needed} validators are needed and {connected} are connected, this one included.',
		zh: '现在停止会使网络停摆：需要 {needed} 个验证节点，而目前连接的 {connected} 个中包含本节点。',
		cause: {
			en: 'This validator votes, and without its vote no block becomes final.',
			zh: '本验证节点正在投票；缺少它的一票，任何区块都无法最终确认。',
		},
		action: {
			en: 'Wait until another validator is back, or install all the same and accept that blocks wait meanwhile.',
			zh: '请等待另一个验证节点恢复，或仍然安装并接受区块在此期间等待。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
