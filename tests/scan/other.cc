/* SPDX-License-Identifier: Apache-2.0 */
/* other.cc: what C++ passes by value, and by the address of an object that it constructs. */
#include <cstdint>

namespace mesh
{

struct plain {
    std::uint64_t words[9];
};

class counted
{
  public:
    counted(const counted &other);
    std::uint64_t words[7];
};

struct base {
    std::uint64_t words[5];
    ~base();
};

struct derived : base {
    std::uint64_t more;
};

struct defaulted {
    std::uint64_t words[4];
    defaulted(const defaulted &) = default;
};

__attribute__((noinline)) counted::counted(const counted &other) : words{other.words[0]}
{
}
__attribute__((noinline)) base::~base()
{
    words[0] = 0;
}

std::uint64_t sum;
__attribute__((noinline)) void by_value(plain p)
{
    sum += p.words[8];
}
__attribute__((noinline)) void by_address(counted c)
{
    sum += c.words[6];
}
__attribute__((noinline)) void by_base(derived d)
{
    sum += d.more;
}
__attribute__((noinline)) void by_default(defaulted d)
{
    sum += d.words[3];
}

template <typename T> __attribute__((noinline)) void generic(T t)
{
    sum += t.words[0];
}
template void generic<plain>(plain);

} // namespace mesh
