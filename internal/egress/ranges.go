package egress

import (
	"net/netip"
	"slices"
)

// refusedRanges are the addresses that are not ordinary public hosts. The
// predicates of net/netip are not enough: "global unicast and not private" lets
// shared, documentation, benchmark, reserved and translated addresses pass,
// and several of those lead to local machines. From the IANA special-purpose
// registries (RFC 6890 and its updates).
func refusedRanges() []netip.Prefix {
	texts := []string{
		"0.0.0.0/8", // "this host": Linux connects to itself
		"10.0.0.0/8",
		"100.64.0.0/10", // shared by carriers; some clouds' metadata
		"127.0.0.0/8",
		"169.254.0.0/16", // link-local; most clouds' metadata
		"172.16.0.0/12",
		"192.0.0.0/24",
		"192.0.2.0/24",
		"192.88.99.0/24",
		"192.168.0.0/16",
		"198.18.0.0/15",
		"198.51.100.0/24",
		"203.0.113.0/24",
		"224.0.0.0/4",
		"240.0.0.0/4",

		// Only 2000::/3 is given out to hosts. The other seven eighths hold
		// loopback, mapped, translated, unique local, link-local and multicast.
		"::/3",
		"4000::/2",
		"8000::/1",
		"2001::/23", // Teredo, ORCHID and other protocol assignments
		"2001:db8::/32",
		"2002::/16", // 6to4 carries any IPv4 address inside
		"3fff::/20",
	}
	prefixes := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		prefixes[i] = netip.MustParsePrefix(text)
	}
	return prefixes
}

func within(prefixes []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// local reports whether ip is of a kind that a machine on the operator's own
// network has: private, shared (RFC 6598) or loopback.
func local(ip netip.Addr) bool {
	shared := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10)
	return ip.IsPrivate() || ip.IsLoopback() || shared.Contains(ip)
}

// deniedPorts are ports from 1024 whose service would take an HTTP request for
// something else, or does powerful things to whoever reaches it.
func deniedPorts() map[uint16]bool {
	denied := make(map[uint16]bool)
	for _, p := range []uint16{
		2525, 6667, // mail, chat
		1433, 1434, 1521, 3050, 3306, 5432, 5984, 6432, 7687, 9042, 9160, 26257, 27017, 27018, 27019, 28015, 33060, 50000, // databases
		6379, 6380, 11211, 26379, // caches
		4369, 5671, 5672, 9092, 61616, // brokers
		9200, 9300, // search
		2049, 3260, // storage
		2181, 2375, 2376, 2379, 2380, 4194, 6443, 8500, 10250, 10255, // cluster management
		3389, 5900, 5901, 5985, 5986, 6000, // remote desktops and shells
	} {
		denied[p] = true
	}
	return denied
}
