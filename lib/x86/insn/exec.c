/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/insn/exec.h>

#include <arch/io.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>
#include <x86/user.h>
#include <x86/width.h>

enum {
	CODE_PAGES = 2,
	CODE_BYTES = CODE_PAGES * 0x1000,
	RETURN_BYTES = 14, /* put_return(): at most */
	NR_PAGES = 5,
	USUAL_OFFSET = 0x400, /* of code in its first page */
	STACK_BYTES = 1024,
};

#define TESTDEV_IOMEM 0xff000000

/* exec_64.S, exec_32.S */
void exec_go(const void *unused);
extern const char exec_done[], exec_back[];

/* In the image, where CPL 3 reaches them; one CPU at a time uses them. */
struct exec_state exec_block;
uintptr_t exec_sp;
uintptr_t exec_target;

static uint8_t stack[STACK_BYTES] __attribute__((aligned(16)));
static uint8_t *code_pages; /* two, readable and executable at every CPL */
static uint8_t *pages;	    /* enum exec_page */
static uintptr_t code_start, code_end; /* of what runs now */
static bool no_return;

static const uint8_t prefix[] = { 0x0f, 0x0b, 0x6b, 0x76, 0x6d }; /* forced */

/* ------------------------------------------------------------- traps ---- */

static void store_frame(const struct trap_frame *f)
{
	const unsigned long low[8] = { f->ax, f->cx, f->dx, f->bx,
				       f->sp, f->bp, f->si, f->di };

	for (unsigned int i = 0; i < 8; i++)
		exec_block.gpr[i] = low[i];
	ONLY_64(const unsigned long high[8] = { f->r8, f->r9, f->r10, f->r11,
						f->r12, f->r13, f->r14, f->r15 };
		memcpy(exec_block.gpr + REG_R8, high, sizeof(high));)
}

/* A trap of the code ends it. Any other goes to whoever else wants it. */
static bool take(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (!exec_target)
		return false;
	exec_target = 0;
	store_frame(frame);
	exec_block.flags = frame->flags;
	exec_block.ip = frame->ip - code_start;
	exec_block.cause = X86_INTERRUPT(frame->vector);
	exec_block.error = (uint32_t)frame->error;
	exec_block.address = frame->cr2;
	frame->ip = (uintptr_t)exec_back;
	frame->sp = exec_sp;
	frame->flags &= ~(unsigned long)(EFLAGS_TF | EFLAGS_RF | EFLAGS_NT);
	return true;
}

/* -------------------------------------------------------------- code ---- */

static uint8_t *put_return(uint8_t *to)
{
#ifdef __x86_64__
	static const uint8_t jump[] = { 0xff, 0x25, 0, 0, 0, 0 };
	uintptr_t target = (uintptr_t)exec_done;
#else
	static const uint8_t jump[] = { 0xe9 };
	uintptr_t target = (uintptr_t)exec_done - (uintptr_t)to - 5;
#endif

	memcpy(to, jump, sizeof(jump));
	memcpy(to + sizeof(jump), &target, sizeof(target));
	return to + sizeof(jump) + sizeof(target);
}

/* 0F 0B wherever execution goes astray; only what was written is filled again. */
static unsigned int fill_from, fill_to = CODE_BYTES;

static void fill_code(void)
{
	for (unsigned int i = fill_from & ~1u; i < fill_to; i += 2) {
		code_pages[i] = 0x0f;
		code_pages[i + 1] = 0x0b;
	}
	fill_from = CODE_BYTES;
	fill_to = 0;
}

static void will_write(unsigned int from, unsigned int to)
{
	if (to > CODE_BYTES)
		to = CODE_BYTES;
	if (from < fill_from)
		fill_from = from;
	if (to > fill_to)
		fill_to = to;
}

uint64_t exec_code_at(const struct exec *x, const uint8_t *bytes,
		      unsigned int len, unsigned int offset)
{
	uint8_t *at = code_pages + offset;

	will_write(offset - sizeof(prefix), offset + len + RETURN_BYTES);
	if (x->forced)
		memcpy(at - sizeof(prefix), prefix, sizeof(prefix));
	memcpy(at, bytes, len);
	if (!no_return)
		put_return(at + len);
	code_start = (uintptr_t)at;
	code_end = code_start + len;
	return code_start;
}

static uint64_t code(const struct exec *x, const uint8_t *bytes,
		     unsigned int len)
{
	return exec_code_at(x, bytes, len, USUAL_OFFSET);
}

void exec_no_return(bool on)
{
	no_return = on;
}

/* --------------------------------------------------------------- run ---- */

static void put_window(const struct exec_place *place, const uint8_t *mem)
{
	if (!place->mmio)
		memcpy(place->window, mem, EXEC_MEM);
	else
		for (unsigned int i = 0; i < EXEC_MEM; i += 2)
			mmio_write16(place->window + i,
				     (uint16_t)(mem[i] | mem[i + 1] << 8));
}

static void get_window(const struct exec_place *place, uint8_t *mem)
{
	if (!place->mmio)
		memcpy(mem, place->window, EXEC_MEM);
	else
		for (unsigned int i = 0; i < EXEC_MEM; i += 2) {
			uint16_t word = mmio_read16(place->window + i);

			mem[i] = (uint8_t)word;
			mem[i + 1] = (uint8_t)(word >> 8);
		}
}

static void run_one(const struct exec *x, struct exec_state *s)
{
	if (x->place)
		put_window(x->place, s->mem);
	exec_block = *s;
	exec_block.ip = code_end - code_start;
	exec_block.cause = TRAP_NONE;
	exec_block.error = 0;
	exec_block.address = 0;
	exec_target = code_start - (x->forced ? sizeof(prefix) : 0);
	exec_go(NULL);
	exec_target = 0;
	if (x->place)
		get_window(x->place, exec_block.mem);
	exec_block.flags &= ~(uint64_t)EFLAGS_RF;
	*s = exec_block;
}

static void run(const struct exec *x, struct exec_state *states,
		unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		run_one(x, &states[i]);
}

/* What CPL 3 runs has to be in the image, and so have its arguments. */
static struct user_job {
	struct exec x;
	struct exec_place place;
	struct exec_state states[EXEC_BATCH];
	unsigned int nr;
} user_job;

static void run_user_job(const void *unused)
{
	(void)unused;
	run(&user_job.x, user_job.states, user_job.nr);
}

static void run_user(const struct exec *x, struct exec_state *states,
		     unsigned int nr)
{
	struct trap t;

	user_job.x = *x;
	if (x->place) {
		user_job.place = *x->place;
		user_job.x.place = &user_job.place;
	}
	user_job.nr = nr;
	memcpy(user_job.states, states, nr * sizeof(*states));
	t = user_catch_flags(run_user_job, NULL, 0);
	if (t.cause != TRAP_NONE)
		ERROR("CPL 3 ended in vector %u at 0x%lx", X86_VECTOR(t.cause),
		      t.pc);
	/* not for CPL 3 to change, and some have it set there: suite user-priv */
	for (unsigned int i = 0; i < nr; i++)
		user_job.states[i].flags &= ~(uint64_t)EFLAGS_IF;
	memcpy(states, user_job.states, nr * sizeof(*states));
}

const struct exec exec_kernel = { .bits = sizeof(long) * 8,
				  .code = code,
				  .run = run };
const struct exec exec_forced = {
	.bits = sizeof(long) * 8, .forced = true, .code = code, .run = run
};
const struct exec exec_user = { .bits = sizeof(long) * 8,
				.code = code,
				.run = run_user };

/* ------------------------------------------------------------- pages ---- */

static void map(uint8_t *virt, paddr_t phys, enum map_flags flags)
{
	if (arch_map(virt, phys, PAGE_SIZE,
		     MAP_READ | MAP_WRITE | MAP_USER | flags) < 0)
		ERROR("no memory for a table");
}

static void make_pages(void)
{
	code_pages = vmap_alloc(CODE_PAGES * PAGE_SIZE, PAGE_SIZE);
	for (unsigned int i = 0; i < CODE_PAGES; i++)
		map(code_pages + i * PAGE_SIZE,
		    virt_to_phys(page_alloc(0, PAGE_ANY)), MAP_EXEC);
	pages = vmap_alloc(NR_PAGES * PAGE_SIZE, PAGE_SIZE);
	for (unsigned int i = 0; i < NR_PAGES; i++)
		if (i == EXEC_MMIO0 || i == EXEC_MMIO1)
			map(pages + i * PAGE_SIZE, TESTDEV_IOMEM, MAP_UNCACHED);
		else
			map(pages + i * PAGE_SIZE,
			    virt_to_phys(page_alloc(0, PAGE_ZERO)), 0);
}

uint8_t *exec_page(enum exec_page page)
{
	return pages + page * PAGE_SIZE;
}

struct exec_place exec_place_at(const char *name, enum exec_page page,
				unsigned int offset)
{
	uint8_t *window = exec_page(page) + offset;
	struct exec_place place = {
		.name = name,
		.window = window,
		.address = (uintptr_t)window + EXEC_OPERAND,
		.mmio = (size_t)(window - pages) / PAGE_SIZE == EXEC_MMIO0 ||
			(size_t)(window + EXEC_MEM - pages) / PAGE_SIZE ==
				EXEC_MMIO0 ||
			page == EXEC_MMIO1,
	};

	return place;
}

uint64_t exec_stack(void)
{
	return (uintptr_t)(stack + STACK_BYTES);
}

void exec_prepare(void)
{
	if (!pages)
		make_pages();
	fill_code();
	no_return = false;
	exec_target = 0;
	for (unsigned int vector = 0; vector < 32; vector++)
		if (X86_INTERRUPT(vector) != X86_NMI &&
		    X86_INTERRUPT(vector) != X86_DF &&
		    X86_INTERRUPT(vector) != X86_MC)
			trap_handle(X86_INTERRUPT(vector), take, NULL);
}
